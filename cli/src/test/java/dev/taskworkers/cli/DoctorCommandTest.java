// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The doctor exits")
class DoctorCommandTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();

  @ParameterizedTest(name = "with 2, and asks nobody, for {0} {1}")
  @CsvSource({
    "--project, 'A B', --project: expected the id of a project",
    "--namespace, A_B, --namespace: expected the name of a namespace",
    "--subscription, projects/acme/topics/t, --subscription: expected",
    "--frobnicate, x, There is no option '--frobnicate'"
  })
  void wrong_words(String option, String value, String sentence) {
    var err = new StringWriter();
    var out = new StringWriter();
    var command =
        Taskworkers.commandLine()
            .setErr(new PrintWriter(err, true))
            .setOut(new PrintWriter(out, true));

    assertThat(Taskworkers.execute(command, "doctor", option, value)).isEqualTo(2);
    assertThat(err.toString()).contains(sentence).doesNotContain("\tat ");
    assertThat(out).hasToString("");
  }

  /** In a process of its own: Google's library looks for credentials in the real environment. */
  @Test
  @Timeout(120)
  @DisplayName("with 1, and the command that helps, where there are no credentials")
  void no_credentials(@TempDir Path home) throws Exception {
    var words =
        List.of(
            JAVA,
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Taskworkers.class.getName(),
            "doctor",
            "--project=acme");
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.contains("EMULATOR") || name.equals("KUBECONFIG"));
    environment.put("HOME", home.toString());
    environment.put("GOOGLE_APPLICATION_CREDENTIALS", home.resolve("absent.json").toString());

    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isOne();
    assertThat(said)
        .containsPattern("no +credentials +The Google credentials .* can't be read")
        .contains("File does not exist")
        .containsPattern(
            "unset GOOGLE_APPLICATION_CREDENTIALS\\s+&& gcloud auth application-default login")
        .containsPattern("unknown +cluster")
        .doesNotContain("\tat ");
  }
}
