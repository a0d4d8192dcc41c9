// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.testbed.CommittedFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("docs/moving-from-keda.md")
class MovingGuideTest {
  private static final Path PAGE = Path.of("../docs/moving-from-keda.md");
  private static final Pattern BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String page;
  private String given;
  private String printed;

  @TempDir Path folder;

  @BeforeEach
  void read() throws IOException {
    page = Files.readString(PAGE);
    var blocks = BLOCK.matcher(page).results().map(block -> block.group(1)).toList();
    given = blocks.get(0);
    printed = blocks.get(1);
  }

  /** Run with -Dconvert.update=true to write the page instead of comparing it. */
  @Test
  void shows_what_the_command_prints() throws IOException {
    assertThat(convert(given)).isZero();
    var whole = page.replace("```yaml\n" + printed + "```", "```yaml\n" + out + "```");
    CommittedFile.check(PAGE, whole, getClass(), "convert.update");
  }

  @Test
  void says_that_what_is_left_out_goes_to_standard_error() throws IOException {
    convert(given);
    assertThat(err.toString()).contains("taskworkers: thumbnails: spec.cooldownPeriod: ");
  }

  @Test
  void says_that_a_placeholder_stands_for_a_template_that_is_missing() throws IOException {
    assertThat(convert(given.split("---\n")[0])).isZero();
    assertThat(out.toString())
        .contains("# Replace it by spec.template of Deployment thumbnails.\n  template:")
        .contains("image: " + Conversion.NO_IMAGE);
    assertThat(err.toString()).contains("--deployment");
  }

  @Test
  void says_that_the_deployment_may_be_in_a_file_of_its_own() throws IOException {
    var deployment = folder.resolve("deployment.yaml");
    var parts = given.split("---\n");
    Files.writeString(deployment, parts[1]);
    assertThat(convert(parts[0], "--deployment", deployment.toString())).isZero();
    assertThat(out.toString()).contains("image: acme/thumbnails:1.4");
  }

  @Test
  void sends_who_has_a_scaled_job_away() throws IOException {
    assertThat(convert("kind: ScaledJob\nmetadata: {name: thumbnails}\n")).isEqualTo(2);
    assertThat(err.toString()).contains("ScaledJob thumbnails").contains("handler.exec");
  }

  @Test
  void says_that_the_others_are_printed_where_one_cannot_be_converted() throws IOException {
    var kafka =
        given
            .split("---\n")[0]
            .replace("name: thumbnails,", "name: kafka,")
            .replace("gcp-pubsub", "kafka");
    assertThat(convert(kafka + "---\n" + given)).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "taskworkers: ScaledObject kafka: expected a trigger on a Pub/Sub subscription, but found kafka.");
    assertThat(out.toString()).contains("# From ScaledObject thumbnails.");
    assertThat(page).contains("exits with 1").contains("with 2");
  }

  @Test
  void says_what_one_lacks_that_has_no_name() throws IOException {
    assertThat(convert("kind: ScaledObject\n")).isEqualTo(2);
    assertThat(err.toString())
        .contains("taskworkers: ScaledObject: expected metadata.name, but found none.");
  }

  @Test
  void says_that_nothing_is_printed_where_none_can_be_converted() throws IOException {
    assertThat(convert(given.replace("gcp-pubsub", "kafka"))).isEqualTo(2);
    assertThat(err.toString()).contains("stay with KEDA");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void says_which_deployment_a_file_lacks_and_prints_the_rest() throws IOException {
    var deployment = folder.resolve("deployment.yaml");
    Files.writeString(deployment, given.split("---\n")[1]);
    var other = given.split("---\n")[0];
    var missing =
        other
            .replace("name: thumbnails,", "name: mail,")
            .replace("{name: thumbnails}", "{name: mail}");
    assertThat(convert(other + "---\n" + missing, "--deployment", deployment.toString()))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("taskworkers: ScaledObject mail: expected Deployment mail in " + deployment);
    assertThat(out.toString()).contains("image: acme/thumbnails:1.4");
  }

  private int convert(String manifests, String... options) throws IOException {
    var file = folder.resolve("scaledobject.yaml");
    Files.writeString(file, manifests);
    var command =
        new CommandLine(new ConvertCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler(
                (problem, failed, words) -> {
                  err.append(problem.getMessage());
                  return 2;
                });
    var words = new java.util.ArrayList<>(java.util.List.of(options));
    words.add(file.toString());
    return command.execute(words.toArray(String[]::new));
  }
}
