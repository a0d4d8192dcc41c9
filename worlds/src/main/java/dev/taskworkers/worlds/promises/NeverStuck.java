package dev.taskworkers.worlds.promises;

import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.worlds.history.History;
import dev.taskworkers.worlds.history.Look;
import dev.taskworkers.worlds.spec.Disturbance.AllFail;
import dev.taskworkers.worlds.spec.Disturbance.BrokenPods;
import dev.taskworkers.worlds.spec.Disturbance.NoRoom;
import dev.taskworkers.worlds.spec.Disturbance.PubSub;
import dev.taskworkers.worlds.spec.Disturbance.Quota;
import dev.taskworkers.worlds.spec.Disturbance.SlowTasks;
import dev.taskworkers.worlds.spec.World;
import java.util.Optional;

/** While tasks wait that could run, the pool grows, or says truly what limits it. */
final class NeverStuck implements Promise {
  private static final int PATIENCE = 60;

  /** The default of {@code maxWait}, and that of {@code drainWithin}. */
  private static final int ASKED_FOR = 60;

  @Override
  public String name() {
    return "never stuck";
  }

  @Override
  public String sentence() {
    return "While tasks wait that could run, the pool asks for pods to run them within the lag of"
        + " the best signal, two minutes and two starts of a pod, unless the status names a limit"
        + " that holds.";
  }

  @Override
  public Optional<Broken> check(History history) {
    var world = history.world();
    var truth = history.truth();
    var sight = new KnownSignals(world);
    var missing = 0;
    for (var second = 0; second < truth.seconds(); second++) {
      var wanted = Math.min(world.pool().maxReplicas(), truth.useful(second, world.pool().slots()));
      missing = truth.replicas(second) < wanted ? missing + 1 : 0;
      if (missing > PATIENCE && isOld(second, history, sight) && !isExcused(second, history)) {
        return Optional.of(
            new Broken(
                second,
                "A task has waited for "
                    + truth.longestWait(second)
                    + " s, "
                    + truth.waiting(second)
                    + " wait and "
                    + truth.running(second)
                    + " run, and the Deployment has "
                    + truth.replicas(second)
                    + " replicas where "
                    + wanted
                    + " could be used."));
      }
    }
    return Optional.empty();
  }

  private static boolean isOld(int second, History history, KnownSignals sight) {
    var world = history.world();
    var wait = history.truth().longestWait(second);
    var since = second - wait;
    var lag = sight.lag(since - 60, second);
    return wait > lag + PATIENCE + ASKED_FOR + 2 * world.nodes().longestStart()
        && sight.isLed(since, second);
  }

  private static boolean isExcused(int second, History history) {
    var world = history.world();
    var since = second - history.truth().longestWait(second);
    return world.isOn(PubSub.class, since, second)
        || history.looks().stream()
            .filter(look -> look.at() > second - PATIENCE && look.at() <= second)
            .anyMatch(look -> isTrue(look, world, since));
  }

  /** Whether what the operator says of its limit is so. */
  private static boolean isTrue(Look look, World world, double since) {
    return switch (look.reason()) {
      case MAXIMUM, BEHAVIOR, RATE_LIMIT, PINNED, PAUSED, ADVISED -> true;
      case TASKS_FAILING ->
          world.isOn(AllFail.class, since, look.at())
              || world.isOn(BrokenPods.class, since, look.at())
              || world.loads().stream().anyMatch(load -> load.kind().failing() > 0);
      case UNSCHEDULABLE ->
          world.isOn(NoRoom.class, since, look.at())
              || world.isOn(Quota.class, since, look.at())
              || world.nodes().room() < Integer.MAX_VALUE;
      case ORDERING_KEYS -> world.isOrdered();
      case DOWNSTREAM_SATURATED -> world.isOn(SlowTasks.class, since, look.at());
      default -> look.reason() == Reason.GROWTH_LIMIT && look.to() > look.from();
    };
  }
}
