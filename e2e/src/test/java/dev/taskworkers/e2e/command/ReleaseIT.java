// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import dev.taskworkers.testbed.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code taskworkers release} leaves, used by somebody who has nothing else. */
@DisplayName("A release of the last commit")
@EnabledIfSystemProperty(named = "taskworkers.full", matches = "true")
@ExtendWith(Release.Made.class)
class ReleaseIT {
  @TempDir Path folder;

  private static Release release;

  @BeforeAll
  static void release(Release made) {
    release = made;
  }

  private static Command in(Path folder, String... words) {
    return Command.of(
        Stream.concat(Stream.of("env", "-C", folder.toString()), Stream.of(words)).toList());
  }

  @Test
  void is_what_its_checksums_say() {
    var checked = in(release.dist(), "sha256sum", "--check", "--strict", "SHA256SUMS").result();
    assertThat(checked.ok()).as(checked.output()).isTrue();
  }

  @Test
  void has_a_command_that_says_its_version_and_plays_the_demo() {
    var command = release.cli().resolve("bin/taskworkers").toString();
    assertThat(in(folder, command, "--version").output()).contains(Release.VERSION);
    var demo =
        in(folder, command, "demo", "--headless", "--no-page", "--seconds=120", "--speedup=10")
            .result();
    assertThat(demo.ok()).as(demo.output()).isTrue();
  }

  @Test
  void has_with_its_command_what_makes_a_kubectl_plugin_of_it_and_the_files_that_it_names() {
    var command = release.cli();
    assertThat(in(folder, command + "/bin/kubectl-twp", "--help").output()).contains("what-if");
    assertThat(command.resolve("helm/Chart.yaml"))
        .content()
        .contains("version: " + Release.VERSION);
    assertThat(command.resolve("examples/kubernetes/networkpolicy.yaml")).exists();
  }

  @Test
  void has_a_chart_that_renders_with_its_version() throws IOException {
    in(folder, "tar", "-xf", release.chart().toString()).output();
    var chart = new Helm(folder.resolve("taskworkers"));
    assertThat(chart.lint().call().isFailed()).isFalse();
    var rendered =
        chart
            .template()
            .withKubeVersion("1.36.2")
            .set("image.repository", "example/operator")
            .set("workerImage.repository", "example/worker")
            .call();
    assertThat(rendered)
        .contains("example/operator:" + Release.VERSION, "example/worker:" + Release.VERSION);
  }

  @Test
  void has_libraries_that_a_program_compiles_against_with_an_empty_repository_of_its_own()
      throws IOException {
    var source = Files.createDirectories(folder.resolve("src/main/java/app"));
    Files.writeString(source.resolve("Greeting.java"), GREETING);
    Files.writeString(
        folder.resolve("pom.xml"), POM.formatted(release.maven().toUri(), Release.VERSION));
    var repository = "-Dmaven.repo.local=" + folder.resolve("repository");
    var built = in(folder, "mvn", "-q", "-B", "-ntp", repository, "compile").result();
    assertThat(built.ok()).as(built.output()).isTrue();
    assertThat(folder.resolve("target/classes/app/Greeting.class")).exists();
  }

  @Test
  void has_its_licence_in_each_jar_and_names_those_of_others() throws IOException {
    try (var files = Files.walk(release.maven())) {
      var jars = files.filter(file -> file.toString().endsWith(Release.VERSION + ".jar")).toList();
      assertThat(jars).hasSizeGreaterThan(5);
      for (var jar : jars) {
        assertThat(in(folder, "unzip", "-l", jar.toString()).output())
            .contains("META-INF/LICENSE", "META-INF/NOTICE");
      }
    }
    assertThat(release.cli().resolve("THIRD-PARTY.txt"))
        .content()
        .contains("io.grpc:grpc-netty-shaded", "org.bouncycastle:bcprov-jdk18on");
  }

  @Test
  void has_left_nothing_else_behind() {
    assertThat(release.temporary()).isEmptyDirectory();
  }

  private static final String GREETING =
      """
      package app;

      import dev.taskworkers.dispatcher.TaskDispatcher;
      import dev.taskworkers.worker.api.Outcome;
      import dev.taskworkers.worker.api.Task;
      import dev.taskworkers.worker.api.TaskContext;
      import dev.taskworkers.worker.api.TaskHandler;

      class Greeting implements TaskHandler {
        @Override
        public Outcome handle(Task task, TaskContext context) {
          return Outcome.ack();
        }

        TaskDispatcher dispatcher;
      }
      """;

  private static final String POM =
      """
      <project>
        <modelVersion>4.0.0</modelVersion>
        <groupId>app</groupId>
        <artifactId>app</artifactId>
        <version>1</version>
        <properties>
          <maven.compiler.source>17</maven.compiler.source>
          <maven.compiler.target>17</maven.compiler.target>
          <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
        </properties>
        <repositories>
          <repository><id>release</id><url>%s</url></repository>
        </repositories>
        <dependencyManagement>
          <dependencies>
            <dependency>
              <groupId>dev.taskworkers</groupId>
              <artifactId>taskworkers-bom</artifactId>
              <version>%s</version>
              <type>pom</type>
              <scope>import</scope>
            </dependency>
          </dependencies>
        </dependencyManagement>
        <dependencies>
          <dependency>
            <groupId>dev.taskworkers</groupId>
            <artifactId>taskworkers-api</artifactId>
          </dependency>
          <dependency>
            <groupId>dev.taskworkers</groupId>
            <artifactId>taskworkers-spring-boot-starter</artifactId>
          </dependency>
        </dependencies>
      </project>
      """;
}
