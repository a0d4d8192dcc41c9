// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.pubsub.PullOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The look for tasks that were there before a doorbell, where an answer may be empty by chance. */
final class FirstLookTest extends ListeningToTheLocalCloud {
  /** Draws two empty answers and then one that is none. */
  private static final long EMPTY_TWICE = 27_000_081;

  @Override
  CloudOptions options() {
    return CloudOptions.undisturbed()
        .withPulls(
            new PullOptions(
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                0.5,
                false,
                Duration.ZERO,
                EMPTY_TWICE));
  }

  @Test
  void a_first_look_does_not_believe_one_empty_answer() {
    account.publish(topic, "1");

    soon().until(() -> heard().arrivals().noticed().isPresent());

    soon().until(() -> rings.get() == 1);
  }
}
