// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.worlds.play.PlayedTask;
import dev.taskworkers.worlds.spec.PoolSettings;
import java.util.Optional;

/** Every task succeeds, or becomes a dead letter that its own handler has earned. */
final class NothingLost implements Promise {
  @Override
  public String name() {
    return "nothing lost";
  }

  @Override
  public String sentence() {
    return "Every task ends in success, or in a dead letter that its own handler earned.";
  }

  @Override
  public boolean appliesTo(History history) {
    return !history.tasks().isEmpty();
  }

  @Override
  public Optional<Broken> check(History history) {
    return history.tasks().stream()
        .flatMap(task -> broken(task).stream())
        .findFirst()
        .or(() -> missing(history));
  }

  /**
   * Nobody can know whether a handler that hangs up was brought down by the task, unless it has not
   * answered any since it was away last.
   */
  private static Optional<Broken> broken(PlayedTask task) {
    var earned = task.failures() + task.brokenOff();
    if (task.isDeadLetter() && earned < PoolSettings.MAX_ATTEMPTS) {
      return Optional.of(
          new Broken(
              task.isDone() ? task.doneAt() : task.startedAt(),
              "A task is a dead letter whose handler has failed it "
                  + earned
                  + " times, of "
                  + PoolSettings.MAX_ATTEMPTS
                  + " that it may."));
    }
    return task.isDone() && !task.hasSucceeded() && !task.isDeadLetter()
        ? Optional.of(
            new Broken(
                task.doneAt(),
                "A task is acknowledged after " + task.runs() + " runs, none of which succeeded."))
        : Optional.empty();
  }

  private static Optional<Broken> missing(History history) {
    var open = history.tasks().stream().filter(task -> !task.isDone()).count();
    return open == history.unacknowledged()
        ? Optional.empty()
        : Optional.of(
            new Broken(
                history.world().seconds(),
                open
                    + " tasks are not acknowledged, but Pub/Sub has "
                    + history.unacknowledged()
                    + "."));
  }
}
