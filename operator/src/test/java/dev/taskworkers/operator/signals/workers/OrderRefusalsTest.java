// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import dev.taskworkers.protocol.PodIdentity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When it is said that a pod refuses orders. */
final class OrderRefusalsTest {
  private static final PodIdentity POD = new PodIdentity("media", "thumbs-1", "u-1");
  private static final Duration LOOK = Duration.ofSeconds(30);

  private long nanos;
  private final OrderRefusals refusals =
      new OrderRefusals(
          new Ticker() {
            @Override
            public long read() {
              return nanos;
            }
          });

  private void refusedFor(Duration time) {
    for (var at = Duration.ZERO; at.compareTo(time) < 0; at = at.plus(LOOK)) {
      refusals.refused(POD, "no key");
      nanos += LOOK.toNanos();
    }
    refusals.refused(POD, "another key");
  }

  @Test
  void a_pod_that_refuses_orders_for_three_minutes_is_quoted_with_its_last_words() {
    refusedFor(OrderRefusals.PATIENCE.minus(LOOK));
    assertThat(refusals.lasting(POD)).isEmpty();

    nanos += LOOK.toNanos();
    refusals.refused(POD, "no clock");
    assertThat(refusals.lasting(POD)).contains("no clock");
    assertThat(refusals.lasting(new PodIdentity("media", "thumbs-1", "u-2"))).isEmpty();
  }

  @Test
  void one_order_that_it_takes_ends_that() {
    refusedFor(OrderRefusals.PATIENCE);
    refusals.taken(POD);
    refusals.refused(POD, "no key");

    assertThat(refusals.lasting(POD)).isEmpty();
  }

  @Test
  void what_was_refused_when_it_was_last_needed_is_of_the_past_after_a_minute() {
    refusedFor(OrderRefusals.PATIENCE);
    nanos += OrderRefusals.RECENT.toNanos();

    assertThat(refusals.lasting(POD)).isEmpty();
  }
}
