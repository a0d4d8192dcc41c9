// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * One run of the command, in surroundings of its own.
 *
 * @param code that it exits with
 * @param text that it prints
 */
record Doctor(int code, String text) {
  static Doctor run(Map<String, String> environment, Clock clock, String... words) {
    var command = new DoctorCommand();
    command.surroundings(environment, clock);
    var out = new StringWriter();
    var line = new CommandLine(command).setOut(new PrintWriter(out));
    return new Doctor(line.execute(words), out.toString());
  }

  /** What a run with {@code --format json} has found, by the checks' names. */
  static Map<String, Check> ask(Map<String, String> environment, Clock clock, String... words) {
    var run =
        run(
            environment,
            clock,
            Stream.concat(Stream.of(words), Stream.of("--format", "json")).toArray(String[]::new));
    var checks = new LinkedHashMap<String, Check>();
    for (var check : run.json().get("checks")) {
      checks.put(
          check.get("name").asText(),
          new Check(
              check.get("name").asText(),
              Check.Answer.valueOf(check.get("answer").asText()),
              check.get("message").asText(),
              check.get("fix").asText()));
    }
    return checks;
  }

  private JsonNode json() {
    try {
      return new JsonMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }
}
