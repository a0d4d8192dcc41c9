// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.HandlerKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The first process of a worker's container")
@Timeout(180)
class InitOptionTest {
  @ParameterizedTest(name = "starts ''{1}'' where the handler is {0}")
  @MethodSource("handlers")
  void gives_one_option_where_a_variable_says_so_and_another_elsewhere(
      Optional<String> handler, String words) throws Exception {
    var command =
        List.of(
            Init.compiled().toString(),
            "-u",
            EnvVars.HANDLER + "=" + HandlerKind.JAVA.label(),
            "-option",
            "-other",
            "echo",
            "first",
            "second");
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove(EnvVars.HANDLER);
    handler.ifPresent(kind -> builder.environment().put(EnvVars.HANDLER, kind));
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(said).isEqualTo(words + "\n");
  }

  @ParameterizedTest(name = "where the handler is {0}: ''{1}''")
  @CsvSource({"java, all of it", "exec, none of it", "http, all of it"})
  void hides_the_options_of_the_jvm_of_an_exec_handlers_program_alone(String handler, String jvm)
      throws Exception {
    var init = Init.compiled().toString();
    var print = "echo \"$JAVA_TOOL_OPTIONS,$JDK_JAVA_OPTIONS,$_JAVA_OPTIONS,$OTHER_JAVA_OPTIONS\"";
    var builder =
        new ProcessBuilder(
                init,
                "-u",
                EnvVars.HANDLER + "=" + HandlerKind.JAVA.label(),
                "-e",
                "-e",
                "sh",
                "-c",
                print + "; " + init + " -t 1 sh -c '" + print + "'")
            .redirectErrorStream(true);
    var environment = builder.environment();
    environment.put(EnvVars.HANDLER, handler);
    environment.put("JAVA_TOOL_OPTIONS", "-javaagent:/a b=\"c\"");
    environment.put("JDK_JAVA_OPTIONS", "");
    environment.put("_JAVA_OPTIONS", "-Dü=1");
    environment.put("OTHER_JAVA_OPTIONS", "-x");
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    var all = "-javaagent:/a b=\"c\",,-Dü=1,-x\n";
    assertThat(said).isEqualTo((jvm.equals("all of it") ? all : ",,,-x\n") + all);
  }

  @ParameterizedTest(name = "says how it is used when it has only {0}")
  @ValueSource(
      strings = {"", "-t", "-t 1", "-u", "-u X=Y", "-u X=Y -option", "-u X=Y -a -b", "-c", "-c /a"})
  void says_how_it_is_used(String arguments) throws Exception {
    var command = (Init.compiled() + " " + arguments).strip().split(" ");
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(125);
    assertThat(said).startsWith("usage: init ");
  }

  @Test
  void starts_the_worker_of_the_image_when_it_is_called_so(@TempDir Path folder) throws Exception {
    var worker = Files.createSymbolicLink(folder.resolve("worker"), Init.compiled());
    var process = new ProcessBuilder(worker.toString()).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(125);
    assertThat(said).as("no image is here").startsWith("init: error=2, ");
  }

  static Stream<Arguments> handlers() {
    return Stream.of(
        Arguments.of(Optional.of(HandlerKind.JAVA.label()), "-option first second"),
        Arguments.of(Optional.of(" java\r"), "-option first second"),
        Arguments.of(Optional.of("\tjava \n"), "-option first second"),
        Arguments.of(Optional.of("javac"), "-other first second"),
        Arguments.of(Optional.of("java java"), "-other first second"),
        Arguments.of(Optional.of("jav"), "-other first second"),
        Arguments.of(Optional.of(""), "-other first second"),
        Arguments.of(Optional.of(HandlerKind.EXEC.label()), "-other first second"),
        Arguments.of(Optional.of(HandlerKind.HTTP.label()), "-other first second"),
        Arguments.of(Optional.empty(), "-other first second"));
  }
}
