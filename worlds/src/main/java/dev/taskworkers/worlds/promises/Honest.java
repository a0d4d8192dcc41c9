package dev.taskworkers.worlds.promises;

import dev.taskworkers.worlds.history.History;
import dev.taskworkers.worlds.history.History.State;
import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Disturbance.DeafDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DetachedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.LateReports;
import dev.taskworkers.worlds.spec.Disturbance.PubSub;
import dev.taskworkers.worlds.spec.Disturbance.SharedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.Unheard;
import dev.taskworkers.worlds.spec.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** Whatever is wrong stands in a condition, and what is right is never called wrong. */
final class Honest implements Promise {
  private static final int WITHIN = 120;

  private static final List<Class<? extends Disturbance>> OF_DOORBELL =
      List.of(DeafDoorbell.class, SharedDoorbell.class, DetachedDoorbell.class, PubSub.class);

  /** An answer counts for so long. */
  private static final int USABLE = 15;

  @Override
  public String name() {
    return "honest";
  }

  @Override
  public String sentence() {
    return "WorkersHeard turns False within two and a quarter minutes after workers can't be"
        + " reached, and neither it nor ArrivalsKnown (Disagrees) complains without cause.";
  }

  @Override
  public Optional<Broken> check(History history) {
    return unheard(history).or(() -> falselyUnheard(history)).or(() -> falselyDeaf(history));
  }

  /** Ready pods that can't be reached are named. */
  private static Optional<Broken> unheard(History history) {
    var world = history.world();
    var sight = new KnownSignals(world);
    return lasting(
        history,
        WITHIN + USABLE,
        second ->
            world.isOn(Unheard.class, second)
                && !world.pool().foreign()
                && isReadyForLong(history, second)
                && sight.isLed(second, second)
                && !says(history, "WorkersHeard", second, "False"),
        "No worker can be reached, and WorkersHeard does not say so.");
  }

  private static boolean isReadyForLong(History history, int second) {
    return history.truth().ready(second) > 0;
  }

  private static Optional<Broken> falselyUnheard(History history) {
    var world = history.world();
    return lasting(
        history,
        0,
        second ->
            says(history, "WorkersHeard", second, "False")
                && !isNear(world, Unheard.class, second)
                && !isNear(world, LateReports.class, second),
        "WorkersHeard is False though every worker can be reached.");
  }

  /**
   * What was said while it was true may be said until tasks show that it is not any more. Free
   * slots prove nothing of tasks that Pub/Sub holds back for their ordering key, so that the
   * operator can't tell there.
   */
  private static Optional<Broken> falselyDeaf(History history) {
    var world = history.world();
    return history.conditions().getOrDefault("ArrivalsKnown", new TreeMap<>()).entrySet().stream()
        .filter(entry -> entry.getValue().reason().equals("Disagrees"))
        .map(Map.Entry::getKey)
        .filter(at -> OF_DOORBELL.stream().noneMatch(kind -> isNear(world, kind, at)))
        .filter(at -> !world.isOrdered())
        .findFirst()
        .map(
            at ->
                new Broken(
                    at,
                    "ArrivalsKnown says that the doorbell does not hear all tasks, though it"
                        + " does."));
  }

  /** It is trusted again once it has been right for five minutes. */
  private static boolean isNear(World world, Class<? extends Disturbance> kind, double second) {
    return world.isOn(kind, second - 1200, second);
  }

  private static boolean says(History history, String condition, int second, String status) {
    return history
        .condition(condition, second)
        .map(State::status)
        .filter(status::equals)
        .isPresent();
  }

  private static Optional<Broken> lasting(
      History history, int seconds, IntPredicate wrong, String why) {
    var lasted = 0;
    for (var second = 0; second < history.truth().seconds(); second++) {
      lasted = wrong.test(second) ? lasted + 1 : 0;
      if (lasted > seconds) {
        return Optional.of(new Broken(second, why));
      }
    }
    return Optional.empty();
  }
}
