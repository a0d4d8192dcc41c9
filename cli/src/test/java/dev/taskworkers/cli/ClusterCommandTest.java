// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Wrong usage of cluster")
class ClusterCommandTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "cluster | Expected up, down, env or load.",
        "cluster start | There is no command 'start'",
        "cluster load | Missing required parameter: 'IMAGE'",
        "cluster up --fast | There is no option '--fast'"
      })
  void is_answered_with_one_sentence_and_two(String words, String sentence) {
    var err = new StringWriter();
    var command = Taskworkers.commandLine().setErr(new PrintWriter(err, true));
    assertThat(command.execute(words.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(sentence).doesNotContain("\tat ");
  }
}
