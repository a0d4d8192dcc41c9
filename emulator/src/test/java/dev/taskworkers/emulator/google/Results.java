// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import dev.taskworkers.emulator.contract.endpoints.ContractRun.Case;
import dev.taskworkers.emulator.contract.endpoints.ContractRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a run came to.
 *
 * @param endpoint that it asked
 * @param cost of all calls
 */
record Results(String endpoint, String cost, List<Case> cases, List<Answer> answers) {
  Results {
    cases = List.copyOf(cases);
    answers = List.copyOf(answers);
  }

  private long count(Outcome outcome) {
    return cases.stream().filter(each -> each.outcome() == outcome).count();
  }

  boolean held() {
    return count(Outcome.BROKEN) == 0;
  }

  /** In a line. */
  String summary() {
    return "%d cases of the contract held, %d of them not at once; %d broken, %d skipped; %d answers"
        .formatted(
            count(Outcome.HELD),
            cases.stream()
                .filter(each -> each.outcome() == Outcome.HELD && each.tries() > 1)
                .count(),
            count(Outcome.BROKEN),
            count(Outcome.SKIPPED),
            answers.size());
  }

  /** Writes {@code report.md}. */
  void write(Path folder) throws IOException {
    Files.writeString(folder.resolve("report.md"), markdown());
  }

  private String markdown() {
    var answered =
        answers.stream()
            .map(each -> "| " + cell(each.question()) + " | " + cell(each.found()) + " |\n")
            .collect(Collectors.joining());
    var tried =
        cases.stream()
            .map(
                each ->
                    "| %s | %s | %d | %s |\n"
                        .formatted(
                            cell(each.name()), each.outcome(), each.tries(), cell(each.why())))
            .collect(Collectors.joining());
    return """
        # The contract at %s

        %s.

        Cost: %s.

        ## Questions
        | question | found |
        | --- | --- |
        %s
        ## The contract
        | case | outcome | tries | why |
        | --- | --- | --- | --- |
        %s"""
        .formatted(endpoint, summary(), cost, answered, tried);
  }

  private static String cell(String text) {
    return text.strip().replaceAll("\\s+", " ").replace("|", "\\|");
  }
}
