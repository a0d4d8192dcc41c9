// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.testbed.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildContextTest {
  private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path checkout;

  private Path jar(String path, String... entries) throws IOException {
    var file = checkout.resolve(path);
    Files.createDirectories(file.getParent());
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.closeEntry();
      }
    }
    Files.setLastModifiedTime(file, FileTime.from(BUILT));
    return file;
  }

  private static List<String> entries(Path jar) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      return zip.stream().map(ZipEntry::getName).collect(Collectors.toList());
    }
  }

  private Path fill(Image image) throws IOException {
    var source = Files.createDirectories(checkout.resolve("images")).resolve("init.c");
    Files.writeString(source, "int main(void) { return 0; }");
    Files.writeString(checkout.resolve("LICENSE"), "Ours.");
    Files.writeString(checkout.resolve("NOTICE"), "By us.");
    var target = checkout.resolve("context");
    BuildContext.fill(image, checkout, target);
    return target;
  }

  @Test
  void parts_our_jars_from_those_of_others() throws IOException {
    jar("worker/target/taskworkers-worker-1.jar", "Main.class");
    jar("worker/target/lib/taskworkers-runtime-1.jar", "Logs.class");
    jar("worker/target/lib/zebra-1.jar", "Zebra.class");
    jar("worker/target/lib/ant-1.jar", "Ant.class");
    var context = fill(Image.WORKER);

    assertThat(entries(context.resolve("lib/libraries.jar")))
        .containsExactly("META-INF/MANIFEST.MF", "Ant.class", "Zebra.class");
    assertThat(entries(context.resolve("app/taskworkers.jar")))
        .containsExactly("META-INF/MANIFEST.MF", "Logs.class", "Main.class");
    assertThat(context.resolve("app/LICENSE")).hasContent("Ours.");
    assertThat(context.resolve("app/NOTICE")).hasContent("By us.");
    assertThat(context.resolve("app/light.args"))
        .content()
        .contains("-cp\n/opt/taskworkers/app/taskworkers.jar:/opt/taskworkers/lib/libraries.jar\n");
    assertThat(context.resolve("app/java.args"))
        .content()
        .endsWith("\ndev.taskworkers.worker.Main\n");
  }

  @Test
  void gives_the_worker_alone_the_launcher_of_programs() throws IOException {
    for (var module : new String[] {"worker", "operator"}) {
      jar(module + "/target/taskworkers-" + module + "-1.jar", "Main.class");
      Files.createDirectories(checkout.resolve(module + "/target/lib"));
    }
    var flag = "-Dtaskworkers.init=/opt/taskworkers/init\n";
    var worker = fill(Image.WORKER);
    assertThat(worker.resolve("init.c")).exists();
    assertThat(worker.resolve("app/java.args")).content().contains(flag);
    var operator = fill(Image.OPERATOR);
    assertThat(operator.resolve("init.c")).doesNotExist();
    assertThat(operator.resolve("app/java.args")).content().doesNotContain(flag);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"worker.Dockerfile", "init.c"})
  void gives_the_worker_the_flags_that_are_named_in(String file) throws IOException {
    jar("worker/target/taskworkers-worker-1.jar", "Main.class");
    Files.createDirectories(checkout.resolve("worker/target/lib"));
    var context = fill(Image.WORKER);
    var named =
        Pattern.compile("@(?:/opt/taskworkers/)?(app/[a-z]+\\.args)")
            .matcher(Files.readString(Path.of("..", "images", file)))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toSet());
    assertThat(named).containsAll(List.of("app/java.args", "app/light.args"));
    assertThat(named).allSatisfy(name -> assertThat(context.resolve(name)).isNotEmptyFile());
  }

  @Test
  void lets_jars_of_a_user_follow_where_tasks_are_done_by_their_classes_alone() throws IOException {
    for (var module : new String[] {"worker", "operator"}) {
      jar(module + "/target/taskworkers-" + module + "-1.jar", "Main.class");
      Files.createDirectories(checkout.resolve(module + "/target/lib"));
    }
    var ours = "-cp\n/opt/taskworkers/app/taskworkers.jar:/opt/taskworkers/lib/libraries.jar";
    var worker = fill(Image.WORKER);
    assertThat(worker.resolve("app/classes.args")).hasContent(ours + ":/app/*\n");
    assertThat(worker.resolve("app/light.args")).content().endsWith(ours + "\n");
    assertThat(worker.resolve("app/java.args")).content().doesNotContain("/app/*", "-cp\n");
    var operator = fill(Image.OPERATOR);
    assertThat(operator.resolve("app/java.args"))
        .content()
        .contains("-cp\n/opt/taskworkers/app/taskworkers-operator-1.jar\n")
        .doesNotContain("/app/*");
  }

  @Test
  void leaves_out_the_native_libraries_of_other_systems_and_keeps_times() throws IOException {
    for (var module : new String[] {"worker", "operator"}) {
      jar(module + "/target/taskworkers-" + module + "-1.jar", "Main.class");
      jar(
          module + "/target/lib/netty-1.jar",
          "Netty.class",
          "META-INF/native/tls_linux_x86_64.so",
          "META-INF/native/tls_windows.dll",
          "META-INF/native/libtls_osx.jnilib");
    }
    var needed = List.of("Netty.class", "META-INF/native/tls_linux_x86_64.so");
    var merged = fill(Image.WORKER).resolve("lib/libraries.jar");
    assertThat(entries(merged)).containsAll(needed).hasSize(3);
    assertThat(Files.getLastModifiedTime(merged).toInstant()).isEqualTo(BUILT);
    var copy = fill(Image.OPERATOR).resolve("lib/netty-1.jar");
    assertThat(entries(copy)).containsExactlyElementsOf(needed);
    assertThat(Files.getLastModifiedTime(copy).toInstant()).isEqualTo(BUILT);
  }

  @Test
  void says_what_to_run_when_nothing_is_built() {
    assertThatThrownBy(() -> fill(Image.WORKER))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("run 'mvn -DskipTests package' first");
  }
}
