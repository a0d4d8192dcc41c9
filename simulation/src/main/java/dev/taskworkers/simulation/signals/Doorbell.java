package dev.taskworkers.simulation.signals;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.signals.arrivals.Sampling;
import dev.taskworkers.operator.signals.arrivals.SecondCounts;
import dev.taskworkers.operator.signals.arrivals.Share;
import dev.taskworkers.simulation.SensorFault.Kind;
import dev.taskworkers.simulation.SimulationConfig;
import dev.taskworkers.simulation.world.Tasks;
import java.time.Instant;
import java.util.Random;

/** The operator's own counts of tasks, each of which is heard one or two seconds after it came. */
public final class Doorbell {
  private final Tasks tasks;
  private final SimulationConfig config;
  private final int[] extraSecond;
  private final SecondCounts counts = new SecondCounts(Signals.START, Signals.START);
  private final Sampling sampling = new Sampling(counts);
  private Share turn = Share.EVERYTHING;
  private Instant changesFrom = Signals.START;
  private int heard;
  private boolean rings;
  private boolean silent;

  public Doorbell(Tasks tasks, int seconds, SimulationConfig config, Random random) {
    this.tasks = tasks;
    this.config = config;
    this.extraSecond = random.ints(seconds + 1L, 0, 2).toArray();
  }

  /** Hears what has come by that second. What a silence hid is heard when it is over. */
  void moveTo(int second) {
    silent = config.isSilent(Kind.DOORBELL_SILENT, second);
    rings = false;
    while (!silent && heard < tasks.count() && isThere(tasks.arrival(heard), second)) {
      hear(Signals.at(tasks.arrival(heard)), Signals.at(second));
      heard++;
    }
    takeTurns(Signals.at(second));
  }

  private boolean isThere(double arrival, int second) {
    return arrival <= second
        && (int) arrival + config.countDelaySeconds() + extraSecond[(int) arrival] <= second;
  }

  /** While one subscription takes over from the other, both are sent a task. */
  private void hear(Instant published, Instant now) {
    for (var share : Share.values()) {
      if (share.hears(published.getEpochSecond())) {
        counts.count(published, share, now);
      }
    }
    rings = true;
  }

  private void takeTurns(Instant now) {
    if (silent || now.isBefore(changesFrom)) {
      return;
    }
    var from = now.plus(Sampling.HANDOVER);
    if (turn == Share.EVERYTHING && sampling.isDense(now)) {
      counts.takeSamples(from, now);
    } else if (turn == Share.SAMPLES && sampling.isSparse(now)) {
      counts.takeEverything(from, now);
    } else {
      return;
    }
    turn = turn.other();
    changesFrom = from.plus(Sampling.SHORTEST_TURN);
  }

  /** What has been heard of the last ten minutes. */
  public Arrivals counted(int second) {
    return counts.snapshot(!silent, Signals.START, Signals.at(second));
  }

  /** Whether a task is heard in this second. */
  public boolean rings() {
    return rings;
  }
}
