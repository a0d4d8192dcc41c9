// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.spec;

import java.util.Locale;
import java.util.Random;

/** How long runs of a task take. */
public sealed interface Length {
  /** The time of one task, seconds. */
  double draw(Random random);

  /** On average, seconds. */
  double mean();

  /** As the end of a sentence. */
  String words();

  /** Each takes the same. */
  record Fixed(double seconds) implements Length {
    @Override
    public double draw(Random random) {
      return seconds;
    }

    @Override
    public double mean() {
      return seconds;
    }

    @Override
    public String words() {
      return Phrases.time(seconds);
    }
  }

  /** Up to a share more or less. */
  record Even(double seconds, double share) implements Length {
    @Override
    public double draw(Random random) {
      return seconds * (1 + share * (2 * random.nextDouble() - 1));
    }

    @Override
    public double mean() {
      return seconds;
    }

    @Override
    public String words() {
      return Phrases.time(seconds) + String.format(Locale.ROOT, " ± %.0f %%", 100 * share);
    }
  }

  /** Log-normal: half take less than {@code median}; one in six more than e^sigma times that. */
  record LogNormal(double median, double sigma) implements Length {
    @Override
    public double draw(Random random) {
      return median * StrictMath.exp(sigma * random.nextGaussian());
    }

    @Override
    public double mean() {
      return median * StrictMath.exp(sigma * sigma / 2);
    }

    @Override
    public String words() {
      return String.format(
          Locale.ROOT, "%s in the median, log-normal with sigma %.1f", Phrases.time(median), sigma);
    }
  }

  /** Pareto with shape 1.5: most are short, a few very long; none longer than {@code longest}. */
  record Pareto(double shortest, double longest) implements Length {
    private static final double SHAPE = 1.5;

    @Override
    public double draw(Random random) {
      return Math.min(longest, shortest / StrictMath.pow(1 - random.nextDouble(), 1 / SHAPE));
    }

    @Override
    public double mean() {
      return shortest * SHAPE / (SHAPE - 1);
    }

    @Override
    public String words() {
      return Phrases.time(shortest) + " to " + Phrases.time(longest) + ", few of them long";
    }
  }
}
