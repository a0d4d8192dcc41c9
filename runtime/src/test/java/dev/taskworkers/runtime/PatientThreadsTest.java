package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Threads for what may wait")
class PatientThreadsTest {
  @Test
  void run_an_action_once_the_system_allows_a_thread() {
    var later = new ArrayDeque<Runnable>();
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
            (delay, action) -> later.add(action));
    threads.execute(ran::incrementAndGet);
    later.remove().run();
    assertThat(ran).hasValue(0);
    allowed.set(true);
    later.remove().run();
    assertThat(ran).hasValue(1);
    assertThat(later).isEmpty();
  }
}
