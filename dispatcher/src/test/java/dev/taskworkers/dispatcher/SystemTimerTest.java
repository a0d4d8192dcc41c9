// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The timer of a dispatcher")
@Timeout(60)
class SystemTimerTest {
  /** Refuses as a JVM does in a pod that has as many threads as it may. */
  private static Executor refusing(int times) {
    var asked = new AtomicInteger();
    return action -> {
      if (asked.getAndIncrement() < times) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      action.run();
    };
  }

  @Test
  void runs_an_action_although_there_is_no_thread_for_it_when_it_is_due() throws Exception {
    var ran = new CountDownLatch(1);
    try (var timer = new SystemTimer(refusing(2))) {
      timer.after(Duration.ofMillis(1).toNanos(), ran::countDown);
      ran.await();
    }
  }

  @Test
  void runs_what_others_want_to_run_although_there_is_no_thread_for_it_now() throws Exception {
    var ran = new CountDownLatch(1);
    try (var timer = new SystemTimer(refusing(2))) {
      timer.threads().execute(ran::countDown);
      ran.await();
    }
  }
}
