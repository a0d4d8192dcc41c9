package dev.taskworkers.lab.simulation.sensors;

import dev.taskworkers.lab.simulation.SensorFault.Kind;
import dev.taskworkers.lab.simulation.Setting;
import dev.taskworkers.lab.simulation.world.Snapshot;
import dev.taskworkers.lab.simulation.world.World;
import java.util.Random;

/** What workers report: every five seconds, taken up to five seconds before it is read. */
public final class Reports {
  private static final int STEP_SECONDS = 5;
  private static final double USABLE_SECONDS = 15;

  private final Setting setting;
  private final Random random;
  private Snapshot latest;
  private Snapshot taken;
  private int takeAt;

  public Reports(World world, Setting setting, Random random) {
    this.setting = setting;
    this.random = random;
    this.latest = world.snapshot(0);
    this.taken = latest;
  }

  /** Takes a report when its second has come, and delivers it at the next step. */
  public void tick(World world, int second) {
    if (second == takeAt && !setting.isSilent(Kind.REPORTS_SILENT, second)) {
      taken = world.snapshot(second);
    }
    if (second % STEP_SECONDS == 0) {
      latest = taken;
      takeAt = second + 1 + random.nextInt(STEP_SECONDS);
    }
  }

  /** The last one that was delivered, however old it is. */
  public Snapshot latest() {
    return latest;
  }

  public boolean isUsable(double now) {
    return now - latest.at() <= USABLE_SECONDS;
  }
}
