// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What waits on the operator's threads. */
final class OperatorThreadsTest {
  @Test
  void no_more_events_wait_than_there_is_memory_for_and_none_outlives_its_term() throws Exception {
    var begun = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    var written = new CountDownLatch(1);
    var events = OperatorThreads.eventsOfTerm();
    try {
      events.execute(
          () -> {
            begun.countDown();
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      begun.await();
      for (var i = 0; i < OperatorThreads.EVENTS_WAITING; i++) {
        events.execute(written::countDown);
      }

      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> events.execute(written::countDown));
    } finally {
      events.shutdownNow();
    }
    assertThat(events.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    assertThat(written.getCount()).isOne();
  }
}
