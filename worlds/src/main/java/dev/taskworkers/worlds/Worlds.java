package dev.taskworkers.worlds;

import dev.taskworkers.worlds.promises.Promises;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/** Draws worlds by their seeds, plays them, and says which promises were kept. */
public final class Worlds {
  private Worlds() {}

  /**
   * One world.
   *
   * @param text as a story
   * @param isKept whether every promise was kept
   */
  public record Told(String text, boolean isKept) {}

  /** The world of {@code seed}. */
  public static Told tell(long seed) {
    var history = Play.of(Generator.draw(seed).world());
    var verdict = Verdict.of(history);
    return new Told(Story.of("World " + seed, history, verdict), verdict.isKept());
  }

  /**
   * The worlds of {@code count} seeds.
   *
   * @param played hears of each seed whose world is over
   */
  public static Report play(long from, int count, LongConsumer played) {
    var survey = new Survey();
    LongStream.range(from, from + count)
        .forEach(
            seed -> {
              survey.add(seed);
              played.accept(seed);
            });
    return survey.report();
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
