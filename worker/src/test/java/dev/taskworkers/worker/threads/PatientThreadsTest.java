package dev.taskworkers.worker.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.fixtures.VirtualTimer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Threads for what may wait")
class PatientThreadsTest {
  @Test
  void run_an_action_once_the_system_allows_a_thread() {
    var timer = new VirtualTimer();
    var allowed = new AtomicBoolean();
    var ran = new AtomicInteger();
    var threads =
        new PatientThreads(
            action -> {
              if (!allowed.get()) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              action.run();
            },
            timer);
    threads.execute(ran::incrementAndGet);
    timer.advance(Duration.ofSeconds(10));
    assertThat(ran).hasValue(0);
    allowed.set(true);
    timer.advance(Duration.ofSeconds(2));
    assertThat(ran).hasValue(1);
  }
}
