package dev.taskworkers.simulation.scenarios;

import dev.taskworkers.simulation.scenarios.world.Task;
import dev.taskworkers.simulation.scenarios.world.TaskKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What came of a scenario with one seed.
 *
 * @param ready pods that could pull, by second
 * @param conditions for each type, when it got which status
 * @param podSeconds from the beginning of the operator on
 * @param stoppedAtWork pods that were told to stop while they had tasks in their hands
 * @param cutOff runs that ended with their pod
 */
record Run(
    long seed,
    List<Look> looks,
    int[] ready,
    List<Task> tasks,
    Map<String, TreeMap<Double, String>> conditions,
    double podSeconds,
    int stoppedAtWork,
    int cutOff) {

  private static final int FIRST_LINES = 20;
  private static final int LAST_LINES = 5;

  /** The most pods that were asked for in [from, to). */
  int mostPods(double from, double to) {
    return looks(from, to).stream().mapToInt(Look::to).max().orElse(0);
  }

  /** The fewest pods that were asked for in [from, to). */
  int fewestPods(double from, double to) {
    return looks(from, to).stream().mapToInt(Look::to).min().orElse(0);
  }

  /** How often another number of pods was asked for in [from, to). */
  int changes(double from, double to) {
    return (int) looks(from, to).stream().filter(Look::changes).count();
  }

  List<Look> looks(double from, double to) {
    return looks.stream().filter(look -> look.at() >= from && look.at() < to).toList();
  }

  /** The first look from {@code from} on that fulfils something. */
  OptionalDouble first(double from, Predicate<Look> something) {
    return looks.stream()
        .filter(look -> look.at() >= from && something.test(look))
        .mapToDouble(Look::at)
        .findFirst();
  }

  /** The first second from {@code from} on in which so many pods could pull. */
  OptionalDouble firstReady(int from, int pods) {
    for (var second = from; second < ready.length; second++) {
      if (ready[second] >= pods) {
        return OptionalDouble.of(second);
      }
    }
    return OptionalDouble.empty();
  }

  /** When a condition first had a status, from {@code from} on. */
  OptionalDouble first(double from, String type, String status) {
    return conditions.getOrDefault(type, new TreeMap<>()).entrySet().stream()
        .filter(entry -> entry.getValue().equals(status) && entry.getKey() >= from)
        .mapToDouble(Map.Entry::getKey)
        .findFirst();
  }

  List<Task> tasks(TaskKind kind) {
    return tasks.stream().filter(task -> task.kind().equals(kind)).toList();
  }

  /** How long tasks waited for their first start, seconds, by nearest rank. */
  double waitOf(double share) {
    return waitOf(share, tasks, ready.length);
  }

  /**
   * The same for some tasks; 0 without one.
   *
   * @param end up to which those have waited that wait still
   */
  static double waitOf(double share, List<Task> some, double end) {
    var waits =
        some.stream()
            .mapToDouble(
                task ->
                    (Double.isNaN(task.firstStartedAt()) ? end : task.firstStartedAt())
                        - task.publishedAt())
            .sorted()
            .toArray();
    return waits.length == 0 ? 0 : waits[Math.max(0, (int) Math.ceil(share * waits.length) - 1)];
  }

  double podHours() {
    return podSeconds / 3600;
  }

  /** The looks that said something else than the one before, the first and the last of them. */
  String story() {
    var told = new ArrayList<String>();
    for (var i = 0; i < looks.size(); i++) {
      if (looks.get(i).changes() && (i == 0 || !looks.get(i).isLike(looks.get(i - 1)))) {
        told.add(looks.get(i).toString());
      }
    }
    var last = Math.max(FIRST_LINES, told.size() - LAST_LINES);
    var left = last > FIRST_LINES ? Stream.of("  …") : Stream.<String>empty();
    return Stream.of(
            Stream.of("seed " + seed + ":"),
            told.stream().limit(FIRST_LINES),
            left,
            told.stream().skip(last))
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n"));
  }
}
