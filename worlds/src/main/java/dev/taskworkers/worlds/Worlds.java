// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.worlds.promises.Promises;
import dev.taskworkers.worlds.spec.World;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/** Draws worlds by their seeds, plays them, and reports which promises were kept. */
public final class Worlds {
  private Worlds() {}

  /**
   * One world.
   *
   * @param text as a story
   * @param chart as a picture, in SVG
   * @param isKept whether every promise was kept
   */
  public record Told(String text, String chart, boolean isKept) {}

  /**
   * The world of {@code seed}; where a promise is broken, the smallest that still breaks it, too.
   */
  public static Told tell(long seed) {
    var drawn = Generator.draw(seed);
    var told = tell("World " + seed, drawn.world());
    return told.isKept() ? told : new Told(told.text() + smallest(drawn), told.chart(), false);
  }

  private static String smallest(Drawn drawn) {
    var broken = Verdict.of(Play.of(drawn.world())).broken().keySet().iterator().next();
    var smaller = Shrinker.shrink(drawn, broken);
    return tell(
            "\nThe smallest that still breaks '"
                + broken.name()
                + "' has of all that was drawn "
                + smaller.items().stream().map(Item::name).toList(),
            smaller.world())
        .text();
  }

  /** A world that has a name. */
  public static Told tellNamed(String name, long seed) {
    return tell(name + ", seed " + seed, find(name).world().seeded(seed));
  }

  private static Told tell(String title, World world) {
    var history = Play.of(world);
    var verdict = Verdict.of(history);
    return new Told(
        Story.of(title, history, verdict), WorldChart.of(title, history), verdict.isKept());
  }

  /**
   * The worlds of {@code count} seeds, as many at a time as there are processors.
   *
   * @param played hears of each seed whose world is over, in their order
   */
  public static Report play(long from, int count, LongConsumer played) {
    var survey = new Survey();
    LongStream.rangeClosed(from, from + count - 1)
        .parallel()
        .mapToObj(Outcome::of)
        .forEachOrdered(
            outcome -> {
              survey.add(outcome);
              played.accept(outcome.seed());
            });
    return survey.report();
  }

  /** Names of the worlds that have one, in their order, each with its sentence. */
  public static Map<String, String> names() {
    var names = new LinkedHashMap<String, String>();
    NamedWorlds.ALL.forEach(named -> names.put(named.name(), named.sentence()));
    return names;
  }

  /** A world that has a name, with so many seeds from one on. */
  public static List<Measured> playNamed(String name, long from, int count) {
    return LongStream.rangeClosed(from, from + count - 1)
        .parallel()
        .mapToObj(seed -> Measured.of(name, Play.of(find(name).world().seeded(seed))))
        .toList();
  }

  private static NamedWorlds.Named find(String name) {
    return NamedWorlds.ALL.stream()
        .filter(named -> named.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What a promise says. */
  public static String sentence(String promise) {
    return Promises.ALL.stream()
        .filter(known -> known.name().equals(promise))
        .findFirst()
        .orElseThrow()
        .sentence();
  }
}
