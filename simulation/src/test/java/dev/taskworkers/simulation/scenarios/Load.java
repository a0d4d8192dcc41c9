package dev.taskworkers.simulation.scenarios;

import dev.taskworkers.simulation.scenarios.world.TaskKind;
import java.util.Random;
import java.util.function.DoubleConsumer;

/** Tasks of one kind that are published. */
sealed interface Load {
  TaskKind kind();

  /** Draws the times of publishing. */
  void draw(Random random, DoubleConsumer times);

  /** Tasks at a steady rate, by chance: a Poisson process in [from, to). */
  record Steady(double from, double to, double perSecond, TaskKind kind) implements Load {
    @Override
    public void draw(Random random, DoubleConsumer times) {
      for (var at = from + pause(random); at < to; at += pause(random)) {
        times.accept(at);
      }
    }

    private double pause(Random random) {
      return -Math.log(1 - random.nextDouble()) / perSecond;
    }
  }

  /** So many tasks at any time in [from, from + within). */
  record Burst(double from, double within, int count, TaskKind kind) implements Load {
    @Override
    public void draw(Random random, DoubleConsumer times) {
      for (var task = 0; task < count; task++) {
        times.accept(from + within * random.nextDouble());
      }
    }
  }
}
