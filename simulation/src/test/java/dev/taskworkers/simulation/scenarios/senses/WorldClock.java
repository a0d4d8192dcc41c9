package dev.taskworkers.simulation.scenarios.senses;

import dev.taskworkers.simulation.scenarios.world.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The time of a world, as the operator reads it. */
public final class WorldClock extends Clock {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final World world;

  public WorldClock(World world) {
    this.world = world;
  }

  @Override
  public Instant instant() {
    return at(world.now());
  }

  /** Seconds after the beginning of a world, as a time. */
  static Instant at(double seconds) {
    return START.plusMillis(Math.round(seconds * 1000));
  }

  static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  /** As Kubernetes writes times. */
  static String text(double seconds) {
    return START.plusSeconds((long) Math.floor(seconds)).toString();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
