package dev.taskworkers.worlds.promises;

import dev.taskworkers.worlds.history.History;
import dev.taskworkers.worlds.history.Look;
import java.util.Optional;

/** No pool goes to zero, or stays there, while a task runs or waits. */
final class ZeroOnProof implements Promise {
  /** From the first task to a decision, where tasks are counted. */
  private static final int COUNTED_SECONDS = 20;

  @Override
  public String name() {
    return "zero on proof";
  }

  @Override
  public String sentence() {
    return "No pool goes to zero, or stays there longer than it takes to notice a task and to start"
        + " a pod, while a task runs or waits.";
  }

  @Override
  public Optional<Broken> check(History history) {
    var sight = new KnownSignals(history.world());
    return history.looks().stream()
        .filter(look -> look.to() == 0 && look.from() > 0)
        .flatMap(look -> goes(look, history, sight).stream())
        .findFirst()
        .or(() -> stays(history, sight));
  }

  private static Optional<Broken> goes(Look look, History history, KnownSignals sight) {
    var truth = history.truth();
    var now = (int) look.at();
    var known = (int) Math.min(now, sight.lag(look.at() - 60, look.at()));
    var busy = true;
    for (var second = now - known; second <= now && busy; second++) {
      busy = truth.waiting(second) + truth.running(second) > 0;
    }
    return busy && look.waiting() + look.running() > 0 && sight.isLed(look.at(), look.at())
        ? Optional.of(
            new Broken(
                look.at(),
                "It goes to zero while "
                    + look.running()
                    + " tasks run and "
                    + look.waiting()
                    + " wait: "
                    + look.message()))
        : Optional.empty();
  }

  private static Optional<Broken> stays(History history, KnownSignals sight) {
    var world = history.world();
    var truth = history.truth();
    var since = 0;
    for (var second = 0; second < truth.seconds(); second++) {
      if (truth.replicas(second) > 0 || truth.waiting(second) == 0) {
        since = second + 1;
        continue;
      }
      var lag = Math.max(COUNTED_SECONDS, sight.lag(since - 60, second));
      if (second - since > lag + world.nodes().longestStart() && sight.isLed(since, second)) {
        return Optional.of(
            new Broken(
                second, "It has been at zero for " + (second - since) + " s though a task waits."));
      }
    }
    return Optional.empty();
  }
}
