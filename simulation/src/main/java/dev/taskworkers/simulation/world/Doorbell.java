// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.signals.arrivals.Sampling;
import dev.taskworkers.operator.signals.arrivals.SecondCounts;
import dev.taskworkers.operator.signals.arrivals.Share;
import dev.taskworkers.simulation.world.SensorFault.Kind;
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
  private int now = -1;
  private int heard;
  private boolean rings;
  private boolean silent;

  public Doorbell(Tasks tasks, int seconds, SimulationConfig config, Random random) {
    this.tasks = tasks;
    this.config = config;
    this.extraSecond = random.ints(seconds + 1L, 0, 2).toArray();
  }

  /** Hears what has come by that second, second by second, if somebody asks. */
  private void listenUntil(int second) {
    while (now < second) {
      now++;
      listen();
    }
  }

  /** What a silence hid is heard when it is over. */
  private void listen() {
    silent = config.isSilent(Kind.DOORBELL_SILENT, now);
    rings = false;
    while (!silent && heard < tasks.count() && isThere(tasks.arrival(heard))) {
      hear(Signals.at(tasks.arrival(heard)), Signals.at(now));
      heard++;
    }
    takeTurns(Signals.at(now));
  }

  private boolean isThere(double arrival) {
    return arrival <= now
        && (int) arrival + config.delays().countSeconds() + extraSecond[(int) arrival] <= now;
  }

  /** While one subscription takes over from the other, both are sent a task. */
  private void hear(Instant published, Instant moment) {
    for (var share : Share.values()) {
      if (share.hears(published.getEpochSecond())) {
        counts.count(published, share, moment);
      }
    }
    rings = true;
  }

  private void takeTurns(Instant moment) {
    if (!silent && !moment.isBefore(changesFrom) && sampling.isOver(turn, moment)) {
      var from = moment.plus(Sampling.HANDOVER);
      turn = turn.other();
      counts.take(turn, from, moment);
      changesFrom = from.plus(Sampling.SHORTEST_TURN);
    }
  }

  /** What has been heard by that second of the last ten minutes. */
  public Arrivals counted(int second) {
    listenUntil(second);
    return counts.snapshot(!silent, Signals.START, Signals.at(second));
  }

  /** Whether a task is heard in that second. */
  public boolean rings(int second) {
    listenUntil(second);
    return rings;
  }
}
