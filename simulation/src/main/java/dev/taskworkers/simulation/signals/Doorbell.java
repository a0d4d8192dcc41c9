package dev.taskworkers.simulation.signals;

import dev.taskworkers.simulation.SensorFault.Kind;
import dev.taskworkers.simulation.SimulationConfig;
import dev.taskworkers.simulation.world.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Counts of tasks by the second of their publishing, complete one or two seconds later. Where more
 * arrive than are worth listening to, it listens for two seconds in ten.
 */
public final class Doorbell {
  /** A second in which nobody listened. */
  public static final int UNKNOWN = -1;

  private static final int WINDOW_SECONDS = 600;
  private static final int SAMPLED_FROM_PER_SECOND = 200;
  private static final int CYCLE_SECONDS = 10;
  private static final int LISTENED_SECONDS = 2;

  /** Whoever hears of tasks later than this knows it, while there are any. */
  private static final int PROMPT_SECONDS = 2;

  private static final int LAG_REMEMBERED_SECONDS = 5;

  private final SimulationConfig config;
  private final int[] published;
  private final byte[] extraSecond;
  private final boolean[] listened;

  /** The counts, and whether they are complete up to about now. */
  public record Counts(boolean listening, long firstSecond, List<Integer> perSecond) {}

  public Doorbell(Tasks tasks, int seconds, SimulationConfig config, Random random) {
    this.config = config;
    this.published = new int[seconds + 1];
    this.extraSecond = new byte[seconds + 1];
    this.listened = new boolean[seconds + 1];
    for (var task = 0; task < tasks.count(); task++) {
      published[Math.min(seconds, (int) tasks.arrival(task))]++;
    }
    for (var second = 0; second <= seconds; second++) {
      extraSecond[second] = (byte) random.nextInt(2);
      listened[second] =
          second % CYCLE_SECONDS < LISTENED_SECONDS || !isDense(second - CYCLE_SECONDS);
    }
  }

  /** More than 200/s in the two seconds that begin the cycle of {@code second}. */
  private boolean isDense(int second) {
    if (second < 0) {
      return false;
    }
    var begin = second - second % CYCLE_SECONDS;
    return published[begin] + published[begin + 1] > LISTENED_SECONDS * SAMPLED_FROM_PER_SECOND;
  }

  /** What has been heard. What a silence hid is delivered when it is over. */
  public Counts heard(double now) {
    var silent = config.isSilent(Kind.DOORBELL_SILENT, now);
    var until = silent ? startOfSilence(now) : now;
    var first = Math.max(0, (int) now - WINDOW_SECONDS + 1);
    var heardOf = isLate(now) ? (int) now - config.countDelaySeconds() : (int) now;
    var counts = new ArrayList<Integer>(WINDOW_SECONDS);
    for (var second = first; second <= now; second++) {
      counts.add(second <= heardOf ? count(second, until) : UNKNOWN);
    }
    return new Counts(!silent, first, counts);
  }

  /** Whether tasks were heard of a moment ago, and all of them late. */
  private boolean isLate(double now) {
    var heardOf = (int) now - config.countDelaySeconds();
    var heard = 0;
    for (var i = 1; i <= LAG_REMEMBERED_SECONDS; i++) {
      heard += heardOf - i >= 0 ? count(heardOf - i, now) : 0;
    }
    return config.countDelaySeconds() > PROMPT_SECONDS && heard > 0;
  }

  private int count(int second, double until) {
    if (!listened[second]) {
      return UNKNOWN;
    }
    return second + config.countDelaySeconds() + extraSecond[second] <= until
        ? published[second]
        : 0;
  }

  private double startOfSilence(double now) {
    return config.faults().stream()
        .filter(fault -> fault.covers(Kind.DOORBELL_SILENT, now))
        .mapToDouble(fault -> fault.start())
        .min()
        .orElse(now);
  }

  /** Whether a task has been heard that was published in the last few seconds. */
  public boolean rings(double now) {
    if (config.isSilent(Kind.DOORBELL_SILENT, now)) {
      return false;
    }
    var oldest = (int) now - config.countDelaySeconds() - 2;
    for (var second = Math.max(0, oldest); second <= now; second++) {
      if (count(second, now) > 0) {
        return true;
      }
    }
    return false;
  }
}
