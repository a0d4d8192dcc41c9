// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a terminal shows. */
class CheckPrinterTest {
  private static String printed(Check... checks) {
    var out = new StringWriter();
    var writer = new PrintWriter(out);
    CheckPrinter.print(List.of(checks), writer);
    writer.flush();
    return out.toString();
  }

  @Test
  void sentences_are_wrapped_in_their_column_and_a_command_is_one_line_told_once() {
    var command = "gcloud " + "x".repeat(120);

    assertThat(
            printed(
                Check.yes("crd", "It is there."),
                Check.no("leader", "word ".repeat(20).strip(), command),
                Check.no("operator", "It is not there.", command),
                Check.unknown("samples", "Nobody knows.")))
        .isEqualTo(
            """
            ANSWER   CHECK     WHAT WAS FOUND
            yes      crd       It is there.
            no       leader    word word word word word word word word word word word word word word word word
                               word word word word
                               $ COMMAND
            no       operator  It is not there.
            unknown  samples   Nobody knows.

            yes: 1, no: 2, unknown: 1. Commands to run begin with $.
            """
                .replace("COMMAND", command));
  }

  @Test
  void what_comes_from_outside_cannot_drive_the_terminal() {
    assertThat(printed(Check.no("leader", "\u001b[31mred\nline", "kubectl \u009b2J")))
        .contains("\\u001b[31mred\\u000aline", "$ kubectl \\u009b2J")
        .doesNotContain("\u001b", "\u009b");
  }
}
