// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.pubsub.StreamOptions;
import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.pubsub.delivery.Delivery;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionView;
import dev.taskworkers.emulator.transport.FaultKind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A doorbell on streams that end, subscriptions that are late and seeks that take a minute. */
@Tag("slow")
final class DoorbellsAsGoogleTest extends ListeningToTheLocalCloud {
  private final TimersOfClock timers = new TimersOfClock(clock);
  private CountedCalls calls;

  @Override
  CloudOptions options() {
    return CloudOptions.undisturbed().withStreams(StreamOptions.asGoogle(1));
  }

  @BeforeEach
  void countCalls() {
    watches.close();
    calls = new CountedCalls(endpoint.openChannel());
    watches = watches("0a1b2c3d", () -> calls, timers);
  }

  @AfterEach
  void stopTimers() {
    timers.shutdownNow();
  }

  /** Time goes by, and all that is said on both sides arrives. */
  private void after(Duration time) {
    clock.add(time);
    cloud.advance();
    timers.runDue();
    watches.tend(clock.instant());
    soon().until(() -> calls.areAnswered() && unheard() == 0);
  }

  /** What waits at doorbells that somebody listens to. */
  private long unheard() {
    return cloud.subscriptions().stream()
        .filter(view -> view.name().contains("/taskworkers-doorbell-"))
        .mapToLong(SubscriptionView::leased)
        .sum();
  }

  private void hears() {
    soon()
        .until(
            () -> {
              after(Duration.ofSeconds(1));
              return heard().reason().equals("Doorbell") && heard().arrivals().listening();
            });
  }

  @Test
  void a_quiet_doorbell_is_known_all_the_time_though_its_streams_end() {
    hears();
    for (var i = 0; i < 24; i++) {
      after(Duration.ofSeconds(5));
      heard();
    }
    hears();
    var opened = calls.of("StreamingPull");

    for (var i = 0; i < 2 * 60 * 12; i++) {
      after(Duration.ofSeconds(5));
      assertThat(heard().reason()).as("after %d times 5 s", i).isEqualTo("Doorbell");
      assertThat(heard().arrivals().listening()).as("after %d times 5 s", i).isTrue();
    }

    assertThat(calls.of("StreamingPull") - opened)
        .as("one for each that was ended")
        .isBetween(3, 5);
    assertThat(calls.of("CreateSubscription")).isEqualTo(1);
  }

  @Test
  void a_doorbell_hears_though_its_subscription_is_late_for_half_a_minute() {
    cloud.faults().set(FaultKind.NEW_SUBSCRIPTION_LATE);
    heard();
    for (var second = 0; second < 120; second++) {
      after(Duration.ofSeconds(1));
      account.publish(topic, "x");
      heard();
    }

    soon().until(() -> counted() >= 50);
    assertThat(heard().reason()).isEqualTo("Doorbell");
    assertThat(calls.of("CreateSubscription")).isEqualTo(1);
    assertThat(calls.of("StreamingPull")).isLessThan(40);
  }

  @Test
  void a_dense_topic_is_counted_in_windows_and_no_more_than_a_fifth_of_it_read() {
    var read = new AtomicInteger();
    cloud.observe(
        new CloudObserver() {
          @Override
          public void delivered(Delivery delivery) {
            if (delivery.subscription().contains("/taskworkers-doorbell-")) {
              read.incrementAndGet();
            }
          }
        });
    hears();
    for (var i = 0; i < 4 * 60; i++) {
      publish(75);
      after(Duration.ofMillis(250));
    }
    soon().until(() -> heard().message().contains("counts two seconds"));
    read.set(0);

    for (var i = 0; i < 4 * 120; i++) {
      publish(75);
      after(Duration.ofMillis(250));
    }

    var now = clock.instant();
    assertThat(heard().arrivals().between(now.minusSeconds(110), now.minusSeconds(10)))
        .isCloseTo(30_000, withinPercentage(4));
    assertThat(read.get()).isLessThanOrEqualTo(120 * 300 / 5);
  }
}
