// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("taskworkers demo")
class DemoCommandTest {
  @ParameterizedTest(name = "refuses {0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--speedup 0 | --speedup: expected 1 to 100, but found 0.0.",
        "--peak -1 | --peak: expected more than 0 and at most 10000, but found -1.0.",
        "--rows 0 | --rows: expected 1 or more, but found 0.",
        "--trace no-such-file.csv | --trace: there is no file no-such-file.csv.",
        "--page-port 70000 | --page-port: expected a port from 0 to 65535, but found 70000",
        "--no-page --open | --no-page: there is no page to open",
        "--fault coffee@1+1 | --fault: there is no 'coffee'",
        "--arrivals fax | --arrivals: expected doorbell, probe, metric or auto, but found 'fax'.",
        "--report no/such/folder/r.json | --report: no/such/folder/r.json can't be written",
        "--seconds soon | --seconds: expected a whole number, but found 'soon'",
        "-- no-such-program x | The command 'no-such-program' can't be run: there is no such program.",
        "--coffee | There is no option '--coffee'"
      })
  void refuses_with_a_sentence_and_exits_with_2(String arguments, String sentence) {
    var err = new StringWriter();
    var command = Taskworkers.commandLine().setErr(new PrintWriter(err));
    var words = ("demo --headless " + arguments).split(" ");
    assertThat(command.execute(words)).isEqualTo(2);
    assertThat(err.toString()).contains(sentence).doesNotContain("\tat ");
  }
}
