// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.worlds.spec.Disturbance.Monitoring;
import dev.taskworkers.worlds.spec.Disturbance.OperatorAway;
import dev.taskworkers.worlds.spec.World;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** After the last disturbance a pool is as good as one that never had it. */
final class Alive implements Promise {
  private static final double RECOVERY_SECONDS = 600;

  /** Monitoring samples what is empty and quiet for five minutes more, once a minute. */
  private static final int SAMPLED_SECONDS = 6 * 60;

  /**
   * So long after the last task, an operator surely gets a sample of nothing that is still fresh:
   * one is taken after five minutes, is fresh for six, and is asked for once a minute.
   */
  private static final int SEEN_SECONDS = (5 + 6 - 1) * 60;

  /** What is quiet so long is known to be: see {@code docs/scaling.md}, point 7. */
  private static final int QUIET_SECONDS = 15 * 60;

  /** Samples of what is quiet are taken for some minutes more, and each is believed for some. */
  private static final int SHOWN_SECONDS = 9 * 60;

  @Override
  public String name() {
    return "alive";
  }

  @Override
  public String sentence() {
    return "After a quarter of an hour without a task, and ten minutes after the last disturbance"
        + " (or two starts of a pod and the longest task, where that is longer), a pool is"
        + " as small as it may be, and no condition complains but ScalingLimited,"
        + " TasksFailing and Disagrees. (An operator that comes to lead when pods of a"
        + " foreign image have nothing left to do, and no sample is left to tell it, keeps"
        + " what it finds. Where no doorbell has listened since the last task, it also keeps"
        + " such pods if the pool holds them for longer than samples are shown, and says"
        + " that nothing tells how many are needed; so it does where Monitoring took no samples when"
        + " the last of them ended, or showed none until the last one was too old. For"
        + " seventeen minutes after a fault of Monitoring, BacklogKnown may call its last"
        + " sample old.) So long after the last disturbance no task is left that could have run, unless all pods were busy that"
        + " may be.";
  }

  @Override
  public boolean appliesTo(History history) {
    return isCalm(history) && (isQuiet(history) || !history.world().isOrdered());
  }

  @Override
  public Optional<Broken> check(History history) {
    if (!isCalm(history)) {
      return Optional.empty();
    }
    return isQuiet(history) ? atRest(history) : left(history);
  }

  private static boolean isCalm(History history) {
    var world = history.world();
    var lasting = world.disturbances().stream().anyMatch(one -> Double.isInfinite(one.until()));
    return !lasting && world.seconds() > world.calmFrom() + recovery(history);
  }

  /**
   * Tasks with an ordering key wait for others of their key, and those of a pool with a rate limit
   * for their turn, however many pods there are.
   */
  private static Optional<Broken> left(History history) {
    var world = history.world();
    var since = world.seconds() - recovery(history);
    var wasFull =
        IntStream.range((int) since, history.truth().seconds())
            .anyMatch(second -> isFull(history, second));
    return world.isOrdered() || world.pool().rateLimit().isPresent() || wasFull
        ? Optional.empty()
        : history.tasks().stream()
            .filter(task -> !task.isDone() && !task.isRunning() && task.dueAt() < since)
            .findFirst()
            .map(
                task ->
                    new Broken(
                        world.seconds() - 1,
                        "A task that could have run since second "
                            + Math.round(task.dueAt())
                            + " is not done, though the pool has had room."));
  }

  private static boolean isFull(History history, int second) {
    var world = history.world();
    return history.truth().running(second)
        >= world.poolAt(second).maxReplicas() * world.slots().getMin();
  }

  private static Optional<Broken> atRest(History history) {
    var world = history.world();
    var truth = history.truth();
    var end = truth.seconds() - 1;
    var lastTask = lastTask(history);
    var isFound = isFound(lastTask, world);
    var isDeaf = isDeaf(lastTask, world);
    var isHeld = isDeaf && world.pool().stabilizationSeconds().orElse(0) > SHOWN_SECONDS;
    var isUnseen = isUnseen(lastTask, isDeaf, world);
    var replicas = truth.replicas(end);
    if (!isFound && !isHeld && !isUnseen && replicas > world.poolAt(end).minReplicas()) {
      return Optional.of(
          new Broken(
              end,
              "No task has been there for "
                  + QUIET_SECONDS / 60
                  + " min, and the Deployment still has "
                  + replicas
                  + " replicas."));
    }
    if (isUnseen && replicas > 0) {
      return complaint(
          history, end, EnumSet.of(ConditionType.SCALING_ACTIVE, ConditionType.BACKLOG_KNOWN));
    }
    var isKept = isFound || isDeaf && replicas > 0;
    return complaint(history, end, isKept ? EnumSet.of(ConditionType.SCALING_ACTIVE) : Set.of());
  }

  private static int lastTask(History history) {
    return IntStream.range(0, history.truth().seconds())
        .filter(second -> history.truth().open(second) > 0)
        .max()
        .orElse(0);
  }

  /**
   * Whether an operator has come to lead when pods of a foreign image had nothing left to do, and
   * Monitoring showed no more of what they did: it keeps what it found.
   */
  private static boolean isFound(int lastTask, World world) {
    return world.pool().foreign()
        && world
            .all(OperatorAway.class)
            .anyMatch(away -> away.until() > lastTask + KnownSignals.MONITORING_SECONDS);
  }

  /** Whether samples alone have told of pods of a foreign image since the last task. */
  private static boolean isDeaf(int lastTask, World world) {
    return world.pool().foreign() && !new KnownSignals(world).doorbell(lastTask, world.seconds());
  }

  /**
   * Whether nobody ever sees that the last task of pods of a foreign image has ended: Monitoring
   * took no sample from before that until nothing had moved for so long that no more are taken; or,
   * where samples alone tell, it showed none until the last that was taken had become too old.
   */
  private static boolean isUnseen(int lastTask, boolean isDeaf, World world) {
    return world.pool().foreign()
        && world
            .all(Monitoring.class)
            .filter(one -> one.from() <= lastTask)
            .anyMatch(
                one ->
                    one.fault().equals("monitoring-gap")
                        ? lastTask + SAMPLED_SECONDS < one.until()
                        : isDeaf
                            && !KnownSignals.isMisleading(one)
                            && lastTask + SEEN_SECONDS < one.until());
  }

  private static double recovery(History history) {
    var longest = history.tasks().stream().mapToDouble(task -> task.seconds()).max().orElse(0);
    World world = history.world();
    return Math.max(RECOVERY_SECONDS, 2 * world.nodes().longestStart() + longest);
  }

  private static boolean isQuiet(History history) {
    var truth = history.truth();
    var since = truth.seconds() - QUIET_SECONDS;
    if (since < 0) {
      return false;
    }
    for (var second = since; second < truth.seconds(); second++) {
      if (truth.open(second) > 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether what Monitoring showed late, when it was well again, is forgotten. Until then the last
   * sample of a subscription on which nothing moves is too old, as the status says.
   */
  private static boolean isForgotten(History history, int end) {
    return !history.world().isOn(Monitoring.class, end - KnownSignals.FORGOTTEN_SECONDS, end);
  }

  private static Optional<Broken> complaint(History history, int end, Set<ConditionType> allowed) {
    return history.conditions().entrySet().stream()
        .filter(entry -> !allowed.contains(entry.getKey()))
        .filter(entry -> entry.getValue().lastEntry().getValue().status().equals("False"))
        .filter(entry -> isComplaint(entry.getKey(), history, end))
        // Without a task nothing shows that a doorbell is to be trusted again.
        .filter(entry -> !entry.getValue().lastEntry().getValue().reason().equals("Disagrees"))
        .findFirst()
        .map(
            entry ->
                new Broken(
                    end,
                    "Nothing is wrong any more, but "
                        + entry.getKey().word()
                        + " is "
                        + entry.getValue().lastEntry().getValue()
                        + "."));
  }

  /** Whether it says that something is wrong where it is False. */
  private static boolean isComplaint(ConditionType type, History history, int end) {
    return switch (type) {
      case READY,
          PODS_HEALTHY,
          ARRIVALS_KNOWN,
          SUBSCRIPTION_READY,
          DEAD_LETTER_READY,
          WORKERS_HEARD,
          SCALING_ACTIVE ->
          true;
      case BACKLOG_KNOWN -> isForgotten(history, end);
      case SCALING_LIMITED,
          TASKS_FAILING,
          REPLICAS_CONTESTED,
          FOREIGN_PODS,
          REPORTS_DOUBTED,
          STALLED ->
          false;
    };
  }
}
