package dev.taskworkers.worker.threads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("The threads of the slots")
@Timeout(180)
class SlotThreadsTest {
  private final SlotThreads threads = new SlotThreads(4);

  @AfterEach
  void stop() {
    threads.close();
  }

  @Test
  void runAsManyLongTasksAtOnceAsThereAreSlots() throws Exception {
    var all = new CyclicBarrier(5);
    for (int task = 0; task < 4; task++) {
      threads.execute(() -> await(all));
    }
    all.await(90, TimeUnit.SECONDS);
  }

  @Test
  void runEveryTaskOfManyBursts() throws Exception {
    var ran = new AtomicInteger();
    for (int burst = 0; burst < 2000; burst++) {
      var done = new CountDownLatch(5);
      for (int task = 0; task < 5; task++) {
        threads.execute(
            () -> {
              ran.incrementAndGet();
              done.countDown();
            });
      }
      assertThat(done.await(90, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(ran).hasValue(10_000);
  }

  @Test
  void outliveATaskThatWasInterrupted() throws Exception {
    var done = new CountDownLatch(1);
    threads.execute(() -> Thread.currentThread().interrupt());
    threads.execute(done::countDown);
    assertThat(done.await(90, TimeUnit.SECONDS)).isTrue();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(90, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
