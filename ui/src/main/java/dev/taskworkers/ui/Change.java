// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import dev.taskworkers.simulation.world.Wishes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is to be otherwise; what is empty stays as it is. */
public record Change(
    Optional<Double> maxWaitSeconds,
    Optional<Double> drainWithinSeconds,
    Optional<Integer> minReplicas,
    Optional<Integer> maxReplicas,
    Optional<Integer> concurrency) {
  private static final int MOST_PODS = 10_000;
  private static final int MOST_SLOTS = 1000;
  private static final double LONGEST_SECONDS = 604_800;

  /**
   * Reads a query such as {@code maxWaitSeconds=30&maxReplicas=5}.
   *
   * @throws IllegalArgumentException with what was expected and what came
   */
  public static Change of(String query) {
    var words = new HashMap<String, String>();
    for (var part : query.split("&")) {
      var pair = part.split("=", 2);
      if (pair.length == 2 && !pair[1].isEmpty()) {
        words.put(pair[0], pair[1]);
      }
    }
    return new Change(
        number(words, "maxWaitSeconds"),
        number(words, "drainWithinSeconds"),
        whole(words, "minReplicas"),
        whole(words, "maxReplicas"),
        whole(words, "concurrency"));
  }

  private static Optional<Double> number(Map<String, String> words, String name) {
    try {
      return Optional.ofNullable(words.get(name)).map(Double::valueOf);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + ": expected a number, but found '" + words.get(name) + "'.", e);
    }
  }

  private static Optional<Integer> whole(Map<String, String> words, String name) {
    try {
      return Optional.ofNullable(words.get(name)).map(Integer::valueOf);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + ": expected a whole number, but found '" + words.get(name) + "'.", e);
    }
  }

  /**
   * Those settings with the change; what it leaves as it is is the pool's, however large.
   *
   * @throws IllegalArgumentException when they can't be
   */
  Settings of(Settings now) {
    var wishes = now.wishes();
    int least = minReplicas.orElse(wishes.minReplicas());
    int most = maxReplicas.orElse(wishes.maxReplicas());
    concurrency.ifPresent(tasks -> Settings.within("concurrency", tasks, 1, MOST_SLOTS));
    minReplicas.ifPresent(pods -> Settings.within("minReplicas", pods, 0, MOST_PODS));
    if (minReplicas.isPresent() || maxReplicas.isPresent()) {
      var limit = Math.max(MOST_PODS, wishes.maxReplicas());
      Settings.within("maxReplicas", most, Math.max(1, least), limit);
    }
    maxWaitSeconds.ifPresent(s -> Settings.within("maxWaitSeconds", s, 1, LONGEST_SECONDS));
    drainWithinSeconds.ifPresent(s -> Settings.within("drainWithinSeconds", s, 1, LONGEST_SECONDS));
    return new Settings(
        new Wishes(
            least,
            most,
            maxWaitSeconds.orElse(wishes.maxWaitSeconds()),
            drainWithinSeconds.orElse(wishes.drainWithinSeconds())),
        concurrency.orElse(now.concurrency()));
  }
}
