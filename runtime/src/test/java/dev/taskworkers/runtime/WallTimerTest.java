// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The clock of a worker")
class WallTimerTest {
  /** What finds no thread waits by this clock: it must not need a thread itself. */
  @Test
  void has_its_thread_before_anything_is_to_happen() throws Exception {
    var made = new AtomicReference<WallTimer>();
    var group = new ThreadGroup("of this test");
    var maker = new Thread(group, () -> made.set(new WallTimer()));
    maker.start();
    maker.join();
    try (var timer = made.get()) {
      var threads = new Thread[10];
      group.enumerate(threads);
      assertThat(Stream.of(threads).filter(Objects::nonNull))
          .extracting(Thread::getName)
          .contains("timer");
      assertThat(timer.now()).isNotNull();
    }
  }
}
