package dev.taskworkers.simulation.scenarios.world;

import java.util.Optional;
import java.util.Random;

/**
 * What tasks of a load are like.
 *
 * @param seconds how long a run takes on average
 * @param spread how much more or less a run takes at most, as a share of that
 * @param key the ordering key that all of them have
 * @param returns how they come back
 */
public record TaskKind(double seconds, double spread, Optional<String> key, Returns returns) {
  /**
   * Runs that end with the message given back.
   *
   * @param share of the tasks whose runs end so
   * @param times how many runs of such a task end so, before one succeeds
   * @param firstSeconds until it comes again; doubled each time
   * @param longestSeconds until it comes again, at most
   */
  public record Returns(double share, int times, double firstSeconds, double longestSeconds) {
    static final Returns NONE = new Returns(0, 0, 0, 0);
  }

  /** Tasks without a key that succeed at once and take {@code seconds}, each of them. */
  public static TaskKind of(double seconds) {
    return new TaskKind(seconds, 0, Optional.empty(), Returns.NONE);
  }

  /** Messages that nobody can handle: each comes back for ever, with Google's default pauses. */
  public static TaskKind stuck() {
    return of(0.1).returning(new Returns(1, Integer.MAX_VALUE, 10, 600));
  }

  /** Up to 30 % more or less. */
  public TaskKind varied() {
    return new TaskKind(seconds, 0.3, key, returns);
  }

  public TaskKind ordered(String by) {
    return new TaskKind(seconds, spread, Optional.of(by), returns);
  }

  public TaskKind returning(Returns how) {
    return new TaskKind(seconds, spread, key, how);
  }

  Task task(double publishedAt, Random random) {
    var length = seconds * (1 + spread * (2 * random.nextDouble() - 1));
    return new Task(this, publishedAt, length, random.nextDouble() < returns.share());
  }
}
