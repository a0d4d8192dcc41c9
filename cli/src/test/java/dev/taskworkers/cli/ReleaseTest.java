// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A release")
class ReleaseTest {
  private static final Path CHECKOUT = Path.of("..");
  private static final ReleaseVersion VERSION = new ReleaseVersion("1.2.3");

  @TempDir Path folder;

  @Test
  void has_the_version_of_the_poms_and_of_the_chart_of_this_checkout() throws IOException {
    var version = ReleaseVersion.of(CHECKOUT).text();
    assertThat(Files.readString(CHECKOUT.resolve("helm/Chart.yaml")))
        .contains("version: " + version + "\n", "appVersion: " + version + "\n");
    assertThat(poms(CHECKOUT))
        .allSatisfy(
            pom ->
                assertThat(Files.readString(pom))
                    .as(pom.toString())
                    .contains("<version>" + version + "-SNAPSHOT</version>"));
  }

  @Test
  void writes_its_version_wherever_there_was_another_one() throws IOException {
    var tree = tree();
    var before = ReleaseVersion.of(tree);
    VERSION.write(tree, before);
    assertThat(ReleaseVersion.of(tree)).isEqualTo(VERSION);
    assertThat(Files.readString(tree.resolve("pom.xml"))).doesNotContain("SNAPSHOT");
    assertThat(Files.readString(tree.resolve("bom/pom.xml"))).doesNotContain("SNAPSHOT");
    assertThat(Files.readString(tree.resolve("helm/Chart.yaml"))).contains("appVersion: 1.2.3\n");
  }

  @Test
  void is_refused_when_the_chart_has_another_version_than_the_poms() throws IOException {
    var tree = tree();
    Files.writeString(tree.resolve("helm/Chart.yaml"), "version: 9.9.9\n");
    assertThatThrownBy(() -> ReleaseVersion.of(tree))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("as pom.xml has it, but found 9.9.9");
  }

  @Test
  void says_in_its_chart_where_the_sources_are_if_whoever_publishes_it_knows() throws IOException {
    var tree = tree();
    assertThat(chart(tree).has("home")).isFalse();
    new ReleaseHome("https://example.org/taskworkers").write(tree);
    assertThat(chart(tree).at("/home").asText()).isEqualTo("https://example.org/taskworkers");
    assertThat(chart(tree).at("/sources/0").asText()).isEqualTo("https://example.org/taskworkers");
    assertThat(chart(tree).at("/annotations/artifacthub.io~1license").asText()).isNotEmpty();
  }

  @Test
  void refuses_a_home_where_its_chart_has_one_so_that_no_key_is_there_twice() throws IOException {
    var tree = tree();
    var home = new ReleaseHome("https://example.org/taskworkers");
    home.write(tree);
    assertThatThrownBy(() -> home.write(tree))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "--home: expected neither home nor sources in helm/Chart.yaml, but found 'home:'.");
  }

  @Test
  void has_a_home_at_a_port_too() throws IOException {
    var tree = tree();
    new ReleaseHome("https://git.example.org:8443/a/b").write(tree);
    assertThat(chart(tree).at("/home").asText()).isEqualTo("https://git.example.org:8443/a/b");
    assertThat(chart(tree).at("/sources/0").asText()).isEqualTo("https://git.example.org:8443/a/b");
  }

  private static JsonNode chart(Path tree) throws IOException {
    return new YAMLMapper().readTree(tree.resolve("helm/Chart.yaml").toFile());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.org",
        "http://example.org",
        "https://a b",
        "https://a\nicon: x",
        "https://a:",
        "https://a:b/c",
        "https://u:p@a/b"
      })
  void has_an_address_of_the_web_as_its_home(String text) {
    assertThatThrownBy(() -> new ReleaseHome(text))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--home: expected an address")
        .hasMessageContaining("https://HOST[:PORT][/PATH]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "v1.2.3", "1.2.3-SNAPSHOT", "1.2.3;ls", ""})
  void has_three_numbers(String text) {
    assertThatThrownBy(() -> new ReleaseVersion(text)).isInstanceOf(UsageException.class);
  }

  @Test
  void has_the_notes_of_its_version_or_else_of_what_was_not_released_yet() {
    var both = "# Changelog\n\n## Unreleased\n* new\n\n## 1.2.3\n* old\n\n## 1.2.30\n* other\n";
    assertThat(ReleaseNotes.of(both, VERSION)).isEqualTo("# Taskworkers 1.2.3\n\n* old\n");
    assertThat(ReleaseNotes.of("## Unreleased\n* new\n", VERSION)).contains("* new");
    assertThatThrownBy(() -> ReleaseNotes.of("## Unreleased\n\n", VERSION))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("CHANGELOG.md");
  }

  @Test
  void leaves_files_that_their_checksums_fit_the_same_to_the_byte_each_time() throws IOException {
    var tree = tree();
    var first = folder.resolve("first");
    var second = folder.resolve("second");
    new Artifacts(tree, VERSION, first).write();
    new Artifacts(tree, VERSION, second).write();

    assertThat(contents(first)).isEqualTo(contents(second));
    assertThat(contents(first).keySet())
        .contains(
            "taskworkers-1.2.3.tgz",
            "taskworkers-maven-1.2.3.tar.gz",
            "taskworkers-cli-1.2.3.tar.gz",
            "taskworkers-cli-1.2.3.cdx.json",
            "taskworkers-worker-1.2.3.cdx.json",
            "NOTES.md",
            "SHA256SUMS");
    var check =
        new ProcessBuilder("sha256sum", "--check", "--strict", "SHA256SUMS")
            .directory(first.toFile())
            .redirectErrorStream(true)
            .start();
    check.getInputStream().readAllBytes();
    assertThat(exit(check)).isZero();
    assertThat(Files.readAllLines(first.resolve("SHA256SUMS"))).hasSize(contents(first).size() - 1);
  }

  @Test
  void has_its_libraries_as_a_maven_repository_with_the_parent_that_their_poms_name()
      throws IOException {
    var tree = tree();
    for (var module : Artifacts.LIBRARIES) {
      Files.copy(
          CHECKOUT.resolve(module + "/pom.xml"),
          tree.resolve(module + "/pom.xml"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    VERSION.write(tree, ReleaseVersion.of(tree));
    new Artifacts(tree, VERSION, folder.resolve("out")).write();
    var parent = Pattern.compile("<parent>.*?<artifactId>(.*?)<.*?<version>(.*?)<", Pattern.DOTALL);
    var repository = texts(folder.resolve("out/taskworkers-maven-1.2.3.tar.gz"));
    for (var module : Artifacts.LIBRARIES) {
      var artifact = "taskworkers-" + module;
      for (var end : List.of(".jar", "-sources.jar", "-javadoc.jar", ".pom.sha1")) {
        assertThat(repository).containsKey(place(artifact) + end);
      }
      var named = parent.matcher(repository.get(place(artifact) + ".pom"));
      assertThat(named.find()).as(module).isTrue();
      assertThat(named.group(2)).isEqualTo("1.2.3");
      assertThat(repository.get(place(named.group(1)) + ".pom"))
          .contains("<artifactId>" + named.group(1) + "</artifactId>", "<version>1.2.3</version>");
    }
    assertThat(repository).containsKey(place("taskworkers-bom") + ".pom");
  }

  private static String place(String artifact) {
    return "taskworkers-maven-1.2.3/dev/taskworkers/" + artifact + "/1.2.3/" + artifact + "-1.2.3";
  }

  @Test
  void packs_the_command_with_a_launcher_that_can_be_run_and_the_jars_beside_it()
      throws IOException {
    new Artifacts(tree(), VERSION, folder.resolve("out")).write();
    var entries = entries(folder.resolve("out/taskworkers-cli-1.2.3.tar.gz"));
    assertThat(entries)
        .containsEntry("taskworkers-cli-1.2.3/bin/taskworkers", 0755)
        .containsEntry("taskworkers-cli-1.2.3/lib/taskworkers.jar", 0644)
        .containsEntry("taskworkers-cli-1.2.3/lib/lib/a.jar", 0644);
  }

  @Test
  void allows_the_jvm_what_newer_ones_warn_of_as_the_script_of_the_tree_does() throws IOException {
    new Artifacts(tree(), VERSION, folder.resolve("out")).write();
    var packed = texts(folder.resolve("out/taskworkers-cli-1.2.3.tar.gz"));
    for (var launcher :
        List.of(
            packed.get("taskworkers-cli-1.2.3/bin/taskworkers"),
            Files.readString(Path.of("../taskworkers")))) {
      assertThat(launcher)
          .contains(
              "-XX:+IgnoreUnrecognizedVMOptions",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow");
    }
  }

  @Test
  void packs_with_the_command_the_files_that_it_names() throws IOException {
    new Artifacts(tree(), VERSION, folder.resolve("out")).write();
    assertThat(entries(folder.resolve("out/taskworkers-cli-1.2.3.tar.gz")))
        .containsEntry("taskworkers-cli-1.2.3/bin/kubectl-twp", 0755)
        .containsEntry("taskworkers-cli-1.2.3/helm/Chart.yaml", 0644)
        .containsEntry("taskworkers-cli-1.2.3/examples/kubernetes/networkpolicy.yaml", 0644);
  }

  @Test
  void says_with_the_command_whose_libraries_it_is_passed_on_with() throws IOException {
    new Artifacts(tree(), VERSION, folder.resolve("out")).write();
    var texts = texts(folder.resolve("out/taskworkers-cli-1.2.3.tar.gz"));
    assertThat(texts.get("taskworkers-cli-1.2.3/LICENSE")).contains("Apache License");
    assertThat(texts.get("taskworkers-cli-1.2.3/NOTICE")).contains("Copyright");
    assertThat(texts.get("taskworkers-cli-1.2.3/THIRD-PARTY.txt"))
        .contains("org.example:ant 2: MIT");
  }

  @Test
  void packs_the_chart_as_helm_does() throws IOException {
    new Artifacts(tree(), VERSION, folder.resolve("out")).write();
    assertThat(entries(folder.resolve("out/taskworkers-1.2.3.tgz")))
        .containsKey("taskworkers/Chart.yaml");
  }

  @Test
  void names_every_library_in_its_bom_and_nothing_else() throws IOException {
    var bom = Files.readString(CHECKOUT.resolve("bom/pom.xml"));
    var named =
        Pattern.compile("<artifactId>taskworkers-(?!bom)([a-z-]+)</artifactId>")
            .matcher(bom)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(named).containsExactlyInAnyOrderElementsOf(Artifacts.LIBRARIES);
  }

  private static int exit(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final String SBOM =
      """
      {"components": [{"group": "org.example", "name": "ant", "version": "2",
                       "licenses": [{"license": {"id": "MIT"}}]}]}
      """;

  /** A tree as it is after a build. */
  private Path tree() throws IOException {
    var tree = folder.resolve("tree");
    if (Files.exists(tree)) {
      return tree;
    }
    for (var file :
        List.of(
            "pom.xml",
            "bom/pom.xml",
            "helm/Chart.yaml",
            "examples/kubernetes/networkpolicy.yaml",
            "kubectl-twp",
            "LICENSE",
            "NOTICE",
            "CHANGELOG.md")) {
      Files.createDirectories(tree.resolve(file).getParent());
      Files.copy(CHECKOUT.resolve(file), tree.resolve(file));
    }
    for (var module : Artifacts.LIBRARIES) {
      for (var end : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
        write(tree.resolve(module + "/target/taskworkers-" + module + "-1.2.3" + end));
      }
      write(tree.resolve(module + "/pom.xml"));
    }
    write(tree.resolve("operator/target/sbom.json"));
    write(tree.resolve("worker/target/sbom.json"));
    Files.createDirectories(tree.resolve("cli/target"));
    Files.writeString(tree.resolve("cli/target/sbom.json"), SBOM);
    write(tree.resolve("cli/target/taskworkers.jar"));
    write(tree.resolve("cli/target/lib/a.jar"));
    return tree;
  }

  private static void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "content of " + file.getFileName());
  }

  private static List<Path> poms(Path tree) throws IOException {
    try (var files = Files.walk(tree, 2)) {
      return files
          .filter(file -> file.endsWith("pom.xml") && !file.toString().contains("target"))
          .toList();
    }
  }

  private static Map<String, String> contents(Path output) throws IOException {
    var contents = new HashMap<String, String>();
    try (var files = Files.list(output)) {
      for (var file : files.toList()) {
        contents.put(
            file.getFileName().toString(),
            java.util.HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  private static Map<String, String> texts(Path archive) throws IOException {
    var texts = new HashMap<String, String>();
    try (var file = Files.newInputStream(archive);
        var tar = new TarArchiveInputStream(new GzipCompressorInputStream(file))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        texts.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return texts;
  }

  private static Map<String, Integer> entries(Path archive) throws IOException {
    var entries = new HashMap<String, Integer>();
    try (var file = Files.newInputStream(archive);
        var tar = new TarArchiveInputStream(new GzipCompressorInputStream(file))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        entries.put(entry.getName(), entry.getMode() & 0777);
      }
    }
    return entries;
  }
}
