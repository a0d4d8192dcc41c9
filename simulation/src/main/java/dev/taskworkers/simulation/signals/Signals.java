package dev.taskworkers.simulation.signals;

import dev.taskworkers.simulation.SimulationConfig;
import dev.taskworkers.simulation.world.PodCounts;
import dev.taskworkers.simulation.world.World;
import java.time.Instant;
import java.util.List;

/** Everything that a policy may look at, and the time of now in whole seconds. */
public final class Signals {
  /** The first second of a simulation. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final World world;
  private final SimulationConfig config;
  private final Monitoring monitoring;
  private final Doorbell doorbell;
  private final Reports reports;
  private int now;

  public Signals(
      World world,
      SimulationConfig config,
      Monitoring monitoring,
      Doorbell doorbell,
      Reports reports) {
    this.world = world;
    this.config = config;
    this.monitoring = monitoring;
    this.doorbell = doorbell;
    this.reports = reports;
  }

  /** Moves to the next second, and the sensors with it. */
  public void moveTo(int second) {
    now = second;
    if (second % Monitoring.STEP_SECONDS == 0) {
      monitoring.take(world.snapshot(second), world.arrived());
    }
    reports.tick(world, second);
  }

  /** So many seconds after the first one. */
  public static Instant at(double seconds) {
    return START.plusMillis(Math.round(seconds * 1000));
  }

  public int now() {
    return now;
  }

  public SimulationConfig config() {
    return config;
  }

  /** Pods as Kubernetes shows them, without delay. */
  public PodCounts pods() {
    return world.pods();
  }

  /** Creation to ready of the newest pods, seconds. */
  public List<Double> timesToReady() {
    return world.timesToReady();
  }

  public Monitoring monitoring() {
    return monitoring;
  }

  public Doorbell doorbell() {
    return doorbell;
  }

  public Reports reports() {
    return reports;
  }

  /** Whether a probe of an empty pool finds a task: one that has waited for a second. */
  public boolean taskIsNoticed() {
    return world.pods().active() == 0 && world.longestWait(now) >= 1;
  }
}
