package dev.taskworkers.worlds.promises;

import dev.taskworkers.worlds.history.History;
import dev.taskworkers.worlds.spec.World;
import java.util.Optional;

/** After the last disturbance a pool is as good as one that never had it. */
final class Alive implements Promise {
  private static final double RECOVERY_SECONDS = 600;

  /** What is quiet so long is known to be: see {@code docs/scaling.md}, point 7. */
  private static final int QUIET_SECONDS = 15 * 60;

  @Override
  public String name() {
    return "alive";
  }

  @Override
  public String sentence() {
    return "After a quarter of an hour without a task, and ten minutes after the last disturbance"
        + " (or two starts of a pod and the longest task, where that is longer), a pool is as small"
        + " as it may be, and no condition complains but ScalingLimited, TasksFailing and"
        + " Disagrees.";
  }

  @Override
  public Optional<Broken> check(History history) {
    var world = history.world();
    var truth = history.truth();
    var end = truth.seconds() - 1;
    var lasting = world.disturbances().stream().anyMatch(one -> Double.isInfinite(one.until()));
    if (lasting || end < world.calmFrom() + recovery(history) || !isQuiet(history)) {
      return Optional.empty();
    }
    if (truth.replicas(end) > world.pool().minReplicas()) {
      return Optional.of(
          new Broken(
              end,
              "No task has been there for "
                  + QUIET_SECONDS / 60
                  + " min, and the Deployment still has "
                  + truth.replicas(end)
                  + " replicas."));
    }
    return complaint(history, end);
  }

  private static double recovery(History history) {
    var longest = history.tasks().stream().mapToDouble(task -> task.seconds()).max().orElse(0);
    World world = history.world();
    return Math.max(RECOVERY_SECONDS, 2 * world.nodes().longestStart() + longest);
  }

  private static boolean isQuiet(History history) {
    var truth = history.truth();
    for (var second = truth.seconds() - QUIET_SECONDS; second < truth.seconds(); second++) {
      if (truth.open(second) > 0) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Broken> complaint(History history, int end) {
    return history.conditions().entrySet().stream()
        .filter(entry -> !entry.getKey().equals("ScalingLimited"))
        .filter(entry -> !entry.getKey().equals("TasksFailing"))
        .filter(entry -> entry.getValue().lastEntry().getValue().status().equals("False"))
        // Without a task nothing shows that a doorbell is to be trusted again.
        .filter(entry -> !entry.getValue().lastEntry().getValue().reason().equals("Disagrees"))
        .findFirst()
        .map(
            entry ->
                new Broken(
                    end,
                    "Nothing is wrong any more, but "
                        + entry.getKey()
                        + " is "
                        + entry.getValue().lastEntry().getValue()
                        + "."));
  }
}
