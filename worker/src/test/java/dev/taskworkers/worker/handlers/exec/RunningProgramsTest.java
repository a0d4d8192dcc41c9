// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Programs that run")
class RunningProgramsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int AT_ONCE = 2;
  private static final int SLOTS = 50;

  private volatile boolean unwanted;
  private final AtomicInteger starting = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();
  private final CountDownLatch open = new CountDownLatch(1);
  private final RunningPrograms programs =
      new RunningPrograms(new SessionLauncher(Optional.empty()), this::start, AT_ONCE);
  private final List<Thread> slots =
      IntStream.range(0, SLOTS).mapToObj(slot -> new Thread(this::startOne)).toList();

  @AfterEach
  void letGo() throws InterruptedException {
    open.countDown();
    for (var slot : slots) {
      slot.join();
    }
  }

  @Test
  void start_a_few_at_a_time_however_many_slots_want_one() {
    slots.forEach(Thread::start);
    await()
        .atMost(PATIENCE)
        .until(() -> slots.stream().allMatch(slot -> slot.getState() == Thread.State.WAITING));
    assertThat(starting).hasValue(AT_ONCE);
    open.countDown();
    await().atMost(PATIENCE).until(() -> slots.stream().noneMatch(Thread::isAlive));
    assertThat(most).hasValue(AT_ONCE);
  }

  @Test
  void do_not_begin_when_nobody_wants_them_any_more_in_their_turn() {
    slots.forEach(Thread::start);
    await()
        .atMost(PATIENCE)
        .until(() -> slots.stream().allMatch(slot -> slot.getState() == Thread.State.WAITING));
    unwanted = true;
    open.countDown();
    await().atMost(PATIENCE).until(() -> slots.stream().noneMatch(Thread::isAlive));
    assertThat(begun).hasValue(AT_ONCE);
  }

  @Test
  void make_place_for_the_next_when_one_can_not_start() throws Exception {
    open.countDown();
    var thread = Executors.newSingleThreadExecutor();
    try {
      for (var each = 0; each < 2 * AT_ONCE; each++) {
        thread.submit(this::startOne).get();
      }
    } finally {
      thread.shutdown();
    }
    assertThat(starting).hasValue(0);
  }

  private void startOne() {
    try {
      var unused = programs.start(new ProcessBuilder("none"), () -> unwanted);
    } catch (IOException | InterruptedException e) {
      assertThat(e).hasMessage("There is no such program.");
    }
  }

  private Process start(ProcessBuilder builder) throws IOException {
    begun.incrementAndGet();
    most.accumulateAndGet(starting.incrementAndGet(), Math::max);
    try {
      open.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      starting.decrementAndGet();
    }
    throw new IOException("There is no such program.");
  }
}
