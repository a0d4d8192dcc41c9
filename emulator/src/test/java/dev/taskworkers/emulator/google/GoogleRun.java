// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.contract.endpoints.ContractRun;
import dev.taskworkers.emulator.contract.endpoints.ContractRun.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Tries the contract, puts the questions, and follows Cloud Monitoring beside both. */
final class GoogleRun {
  private final Account account;
  private final Pace pace;
  private final Optional<MonitoringQuestions> monitoring;
  private final Optional<BacklogWatch> backlog;
  private final Consumer<String> progress;

  /**
   * @param monitoring empty where there is no Cloud Monitoring
   * @param backlog empty where there is none, or no time
   * @param progress hears a line of each case and each answer
   */
  GoogleRun(
      Account account,
      Pace pace,
      Optional<MonitoringQuestions> monitoring,
      Optional<BacklogWatch> backlog,
      Consumer<String> progress) {
    this.account = account;
    this.pace = pace;
    this.monitoring = monitoring;
    this.backlog = backlog;
    this.progress = progress;
  }

  List<Case> contract(boolean isGoogle) {
    return new ContractRun(
            each -> progress.accept(each.outcome() + " " + each.name() + " " + each.why()))
        .run(account, isGoogle);
  }

  /** Puts those that take seconds, and where there is time those that take minutes. */
  List<Answer> questions(boolean isLong) {
    var watched = CompletableFuture.supplyAsync(this::watched);
    var answers = new ArrayList<Answer>();
    Stream.of(
            new PullQuestions(account, pace).all(),
            new StreamQuestions(account, pace).all(),
            monitoring.map(MonitoringQuestions::all).orElse(List.of()))
        .flatMap(List::stream)
        .filter(question -> isLong || !question.isLong())
        .map(question -> new Answer(question.asks(), answer(question.settles())))
        .peek(answer -> progress.accept(answer.question() + ": " + answer.found()))
        .forEach(answers::add);
    answers.addAll(watched.join());
    return answers;
  }

  private List<Answer> watched() {
    var found = new ArrayList<Answer>();
    if (backlog.isPresent()) {
      var problem =
          answer(
              () -> {
                found.addAll(backlog.get().run());
                return "";
              });
      if (!problem.isEmpty()) {
        found.add(new Answer("what Cloud Monitoring shows of a subscription's life", problem));
      }
    }
    return found;
  }

  /** A question that can't be settled is no reason to leave out the others. */
  private static String answer(Question.Case settles) {
    try {
      return settles.answer();
    } catch (TestAbortedException refused) {
      return "not asked: " + refused.getMessage();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return "not settled: it was interrupted";
    } catch (Exception problem) {
      return "not settled: " + problem;
    }
  }
}
