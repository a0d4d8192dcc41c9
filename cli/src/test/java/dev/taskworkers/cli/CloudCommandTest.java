// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("taskworkers cloud")
class CloudCommandTest {
  @ParameterizedTest(name = "refuses {0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "--create acme | --create: expected PROJECT/TOPIC/SUBSCRIPTION",
        "--create acme/t/s | can't be created",
        "--create acme/thumbnails/a --create acme/thumbnails/b | can't be created",
        "--monitors acme=staging, | --monitors: expected PROJECT=PROJECT[,PROJECT...]",
        "--monitors acme | --monitors: expected PROJECT=PROJECT[,PROJECT...], but found 'acme'",
        "--host 203.0.113.9 | Expected an address of this machine to listen on",
        "--pubsub-port eighty | --pubsub-port: expected a whole number, but found 'eighty'",
        "--pubsub-port 70000 | --pubsub-port: expected a port from 0 to 65535, but found 70000",
        "--monitoring-port -1 | --monitoring-port: expected a port from 0 to 65535",
        "--admin-port 65536 | --admin-port: expected a port from 0 to 65535"
      })
  void refuses_with_a_sentence_and_exits_with_2(String arguments, String sentence) {
    var err = new StringWriter();
    var command = Taskworkers.commandLine().setErr(new PrintWriter(err));
    var free = " --pubsub-port 0 --monitoring-port 0 --admin-port 0";
    var words = ("cloud " + arguments + (arguments.contains("-port") ? "" : free)).split(" ");
    assertThat(command.execute(words)).isEqualTo(2);
    assertThat(err.toString()).contains(sentence).doesNotContain("\tat ");
  }
}
