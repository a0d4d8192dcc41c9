// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract.endpoints;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import dev.taskworkers.emulator.Account;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Holds an endpoint to the contract. A case that fails is tried again, with names of its own: what
 * was just made is not everywhere at once, and a connection may break.
 */
public final class ContractRun {
  static final String STORE = "dev.taskworkers.contract";

  private static final int TRIES = 3;

  private final Consumer<Case> progress;

  /**
   * @param progress hears of each case that was tried
   */
  public ContractRun(Consumer<Case> progress) {
    this.progress = progress;
  }

  /** How a case went. */
  public enum Outcome {
    HELD,
    BROKEN,
    /** It was not tried to the end, or an emulator is known to differ. */
    SKIPPED
  }

  /**
   * One case.
   *
   * @param why it is broken or skipped; empty when it held
   */
  public record Case(String name, Outcome outcome, int tries, String why) {}

  /** Tries all cases; Google must not deviate where emulators may. */
  public List<Case> run(Account account, boolean isGoogle) {
    try (var session = LauncherFactory.openSession()) {
      session
          .getStore()
          .put(
              Namespace.create(STORE),
              GivenEndpointContract.Given.class,
              new GivenEndpointContract.Given(account, isGoogle));
      var tried = new LinkedHashMap<String, Case>();
      List<? extends DiscoverySelector> next = List.of(selectClass(GivenEndpointContract.class));
      for (var attempt = 1; attempt <= TRIES && !next.isEmpty(); attempt++) {
        execute(session.getLauncher(), next, attempt, tried);
        next =
            tried.entrySet().stream()
                .filter(each -> each.getValue().outcome() == Outcome.BROKEN)
                .map(each -> selectUniqueId(each.getKey()))
                .toList();
      }
      return List.copyOf(tried.values());
    }
  }

  private void execute(
      Launcher launcher,
      List<? extends DiscoverySelector> what,
      int attempt,
      Map<String, Case> tried) {
    launcher.execute(
        request().selectors(new ArrayList<>(what)).build(),
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
              note(test, outcome(result), result.getThrowable().map(Throwable::getMessage));
            }
          }

          private void note(TestIdentifier test, Outcome outcome, Optional<String> problem) {
            var why = problem.orElse("").strip();
            var done = new Case(name(test), outcome, attempt, why);
            tried.put(test.getUniqueId(), done);
            progress.accept(done);
          }
        });
  }

  private static Outcome outcome(TestExecutionResult result) {
    return switch (result.getStatus()) {
      case SUCCESSFUL -> Outcome.HELD;
      case ABORTED -> Outcome.SKIPPED;
      case FAILED -> Outcome.BROKEN;
    };
  }

  /** A sentence, with the value where a case is tried with several. */
  private static String name(TestIdentifier test) {
    return test.getLegacyReportingName().replace("()", "").replace('_', ' ');
  }
}
