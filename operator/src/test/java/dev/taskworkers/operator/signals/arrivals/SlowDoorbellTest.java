// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.operator.scaling.input.Arrivals.Watch;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A doorbell whose stream brings a third of what is published: fifteen tasks a second. */
final class SlowDoorbellTest extends ListeningToTheLocalCloud {
  @Override
  CloudOptions options() {
    return CloudOptions.undisturbed().withStreamBytesPerSecond(3_000);
  }

  /** Fifty tasks a second come, until it is so. */
  private void publishUntil(BooleanSupplier itIsSo) {
    soon()
        .until(
            () -> {
              clock.add(Duration.ofMillis(500));
              publish(25);
              watches.tend(clock.instant());
              return itIsSo.getAsBoolean();
            });
  }

  @Test
  void says_that_it_is_behind_and_then_takes_samples_of_the_present() {
    listen();

    publishUntil(() -> heard().reason().equals("DoorbellBehind"));
    assertThat(heard().full()).isFalse();
    assertThat(heard().arrivals().watch()).isEqualTo(Watch.NONE);

    publishUntil(() -> heard().message().contains("two seconds in eleven"));
    assertThat(heard().arrivals().listening()).isTrue();
    publishUntil(
        () -> {
          var now = clock.instant();
          return heard().arrivals().between(now.minusSeconds(20), now) > 20 * 20;
        });
  }
}
