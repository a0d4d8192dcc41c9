// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.worlds.spec.Length;
import dev.taskworkers.worlds.spec.Load;
import dev.taskworkers.worlds.spec.Load.Burst;
import dev.taskworkers.worlds.spec.Load.Recurring;
import dev.taskworkers.worlds.spec.Load.Shape;
import dev.taskworkers.worlds.spec.Load.Steady;
import dev.taskworkers.worlds.spec.Load.Wave;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.TaskKind;
import dev.taskworkers.worlds.spec.World;
import java.util.List;
import java.util.Random;

/** Makes a world of a seed. */
final class Generator {
  /** Time in which a pool may come to rest when its load has stopped, and be seen at rest. */
  private static final int TAIL_SECONDS = 20 * 60;

  private static final int MOST_TASKS = 4_000;
  private static final int SLOTS = 4;
  private static final double[] TASK_SECONDS = {0.3, 1, 1, 5, 5, 5, 20, 60, 300, 1800};

  private Generator() {}

  /** The world of {@code seed}. */
  static Drawn draw(long seed) {
    var random = new Random(mixed(seed, "plain"));
    var taskSeconds = TASK_SECONDS[random.nextInt(TASK_SECONDS.length)];
    var pods = 0.1 * StrictMath.pow(200, random.nextDouble());
    var span = 1200 + 3600 * random.nextDouble();
    var perSecond = pods * SLOTS / taskSeconds;
    var loadUntil = Math.rint(Math.max(1200, Math.min(span, MOST_TASKS / perSecond)));
    var rate = Math.min(perSecond, MOST_TASKS / loadUntil);
    var frame = new Frame(loadUntil, taskSeconds, rate * taskSeconds / SLOTS);
    var seconds = (int) (loadUntil + TAIL_SECONDS + Math.min(7200, 2 * taskSeconds));
    var max = 5 + (int) (3 * frame.pods()) + random.nextInt(20);
    var load = new Load("load", shape(random, frame, rate), TaskKind.of(even(taskSeconds)));
    var plain = World.of(PoolSettings.of(SLOTS, max), seconds, load).seeded(seed);
    return new Drawn(plain, items(seed, frame));
  }

  private static Length even(double seconds) {
    return new Length.Even(seconds, 0.3);
  }

  private static Shape shape(Random random, Frame frame, double rate) {
    var until = frame.loadUntil();
    return switch (random.nextInt(5)) {
      case 0 -> new Wave(0, until, until / (1 + random.nextInt(3)), 2 * rate);
      case 1 -> {
        var every = 60 + 600 * random.nextDouble();
        var count = (int) Math.max(1, Math.min(1000, rate * every));
        yield new Recurring(120 * random.nextDouble(), until, every, every / 4, count);
      }
      case 2 -> {
        var from = until * random.nextDouble() / 2;
        yield new Steady(from, from + until / 2, 2 * rate);
      }
      case 3 -> {
        var count = (int) Math.max(1, Math.min(2000, rate * until / 3));
        yield new Burst(until * random.nextDouble() / 2, 1 + 60 * random.nextDouble(), count);
      }
      default -> new Steady(0, until, rate);
    };
  }

  private static List<Item> items(long seed, Frame frame) {
    return Items.ALL.stream()
        .flatMap(kind -> kind.draw(new Random(mixed(seed, kind.name())), frame).stream())
        .toList();
  }

  /** A seed for each purpose; the finalizer of SplitMix64 (Steele, Lea, Flood, 2014). */
  static long mixed(long seed, String purpose) {
    var value = seed * 0x9e3779b97f4a7c15L + purpose.hashCode();
    value = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    value = (value ^ (value >>> 27)) * 0x94d049bb133111ebL;
    return value ^ (value >>> 31);
  }
}
