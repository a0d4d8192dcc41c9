package dev.taskworkers.simulation.signals;

import dev.taskworkers.operator.signals.workers.PoolLedger;
import dev.taskworkers.simulation.SensorFault.Kind;
import dev.taskworkers.simulation.SimulationConfig;
import dev.taskworkers.simulation.world.Snapshot;
import dev.taskworkers.simulation.world.World;
import java.util.Random;

/** What workers report: every five seconds, and up to five seconds old when it is read. */
public final class Reports {
  private static final int STEP_SECONDS = 5;

  private final SimulationConfig config;
  private final int phase;
  private Snapshot latest;
  private Snapshot taken;

  public Reports(World world, SimulationConfig config, Random random) {
    this.config = config;
    this.phase = random.nextInt(STEP_SECONDS);
    this.latest = world.snapshot(0);
    this.taken = latest;
  }

  /** Takes a report when its second has come, and delivers it at the next step. */
  public void tick(World world, int second) {
    if (second % STEP_SECONDS == phase && !config.isSilent(Kind.REPORTS_SILENT, second)) {
      taken = world.snapshot(second);
    }
    if (second % STEP_SECONDS == 0) {
      latest = taken;
    }
  }

  /** The last one that was delivered, however old it is. */
  public Snapshot latest() {
    return latest;
  }

  public boolean isUsable(double now) {
    return now - latest.at() <= PoolLedger.USABLE.toSeconds();
  }
}
