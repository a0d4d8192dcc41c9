// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.simulation.world.SensorFault.Kind;
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
  private final MonitoredBacklog backlog;
  private final Reports reports;
  private Snapshot rates;
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
    backlog = new MonitoredBacklog(monitoring);
    this.reports = reports;
    rates = world.snapshot(0);
  }

  /** Moves to the next second, and the sensors with it. */
  public void moveTo(int second) {
    now = second;
    if (second % Monitoring.STEP_SECONDS == 0) {
      monitoring.take(world.snapshot(second), world.arrived());
    }
  }

  /** So many seconds after the first one. */
  public static Instant at(double seconds) {
    return START.plusMillis(Math.round(seconds * 1000));
  }

  public int now() {
    return now;
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

  /**
   * The backlog as the operator reads it from Monitoring.
   *
   * @param toldByNobody whether neither workers nor a doorbell tell what has ended
   */
  public Backlog backlog(boolean toldByNobody) {
    return backlog.at(now, toldByNobody);
  }

  /** What the operator knows of the workers when it has asked them. */
  public Service service() {
    return reports.ask(now);
  }

  /** What metrics of the workers show without delay, or did when they were last shown. */
  public Snapshot rates() {
    if (!config.isSilent(Kind.REPORTS_SILENT, now)) {
      rates = world.snapshot(now);
    }
    return rates;
  }

  /** Whether a probe of an empty pool finds a task: one that has waited for a second. */
  public boolean taskIsNoticed() {
    return world.pods().active() == 0 && world.longestWait(now) >= 1;
  }
}
