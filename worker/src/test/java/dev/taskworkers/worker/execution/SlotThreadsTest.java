// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.worker.api.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
  void run_as_many_long_tasks_at_once_as_there_are_slots() throws Exception {
    var all = new CyclicBarrier(5);
    for (int task = 0; task < 4; task++) {
      threads.execute(() -> await(all));
    }
    all.await(90, TimeUnit.SECONDS);
  }

  @Test
  void run_every_task_of_many_bursts() throws Exception {
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
  void outlive_a_task_that_was_interrupted() throws Exception {
    var done = new CountDownLatch(1);
    threads.execute(() -> Thread.currentThread().interrupt());
    threads.execute(done::countDown);
    assertThat(done.await(90, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void do_what_the_end_of_a_task_brings_without_another_thread() throws Exception {
    var started = new AtomicInteger();
    try (var threads =
        new SlotThreads(
            4,
            work -> {
              started.getAndIncrement();
              return new Thread(work);
            })) {
      var last = new CompletableFuture<Thread>();
      var follows = new CountDownLatch(1);
      var first =
          Job.start(
              () -> {
                follows.await();
                return Thread.currentThread();
              },
              threads);
      var unused = first.thenRun(() -> chain(10, threads, last));
      follows.countDown();
      assertThat(last.get(90, TimeUnit.SECONDS)).isSameAs(first.join());
      assertThat(started).hasValue(1);
    }
  }

  private static void chain(int left, SlotThreads threads, CompletableFuture<Thread> last) {
    var unused =
        Job.start(Thread::currentThread, threads)
            .thenAccept(
                thread -> {
                  if (left == 0) {
                    last.complete(thread);
                  } else {
                    chain(left - 1, threads, last);
                  }
                });
  }

  @Test
  void do_the_task_that_an_answer_brings_without_another_thread() throws Exception {
    var started = new AtomicInteger();
    try (var threads =
        new SlotThreads(
            4,
            work -> {
              started.getAndIncrement();
              return new Thread(work);
            })) {
      var heard = new CompletableFuture<Thread>();
      var did = new CompletableFuture<Thread>();
      threads
          .forAnswers()
          .execute(
              () -> {
                heard.complete(Thread.currentThread());
                var unused = Job.start(Thread::currentThread, threads).thenAccept(did::complete);
              });
      assertThat(did.get(90, TimeUnit.SECONDS)).isSameAs(heard.join());
      assertThat(started).hasValue(1);
    }
  }

  @Test
  void hear_an_answer_while_every_slot_has_a_task() throws Exception {
    var end = new CountDownLatch(1);
    var begun = new CountDownLatch(4);
    for (int task = 0; task < 4; task++) {
      threads.execute(
          () -> {
            begun.countDown();
            await(end);
          });
    }
    assertThat(begun.await(90, TimeUnit.SECONDS)).isTrue();
    var heard = new CountDownLatch(1);
    threads.forAnswers().execute(heard::countDown);
    assertThat(heard.await(90, TimeUnit.SECONDS)).isTrue();
    end.countDown();
  }

  /** Four slots on a system that allows one thread, which begins once its work is given. */
  private static SlotThreads oneThreadThatWaitsFor(CountDownLatch given) {
    var started = new AtomicInteger();
    return new SlotThreads(
        4,
        work -> {
          if (started.getAndIncrement() > 0) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return new Thread(
              () -> {
                await(given);
                work.run();
              });
        });
  }

  @Test
  void hear_an_answer_before_the_next_task_when_no_thread_can_be_started() throws Exception {
    var given = new CountDownLatch(1);
    try (var one = oneThreadThatWaitsFor(given)) {
      var heard = new CountDownLatch(2);
      var first = Job.start(() -> await(heard), one);
      one.forAnswers().execute(heard::countDown);
      given.countDown();
      one.forAnswers().execute(heard::countDown);
      assertThat(first).succeedsWithin(Duration.ofSeconds(90));
    }
  }

  @Test
  void outlive_an_answer_that_ends_in_an_error() throws Exception {
    var thrown = new LinkedBlockingQueue<Throwable>();
    try (var two =
        new SlotThreads(
            1,
            work -> {
              var thread = new Thread(work);
              thread.setUncaughtExceptionHandler((each, error) -> thrown.add(error));
              return thread;
            })) {
      for (int answer = 0; answer < 3; answer++) {
        two.forAnswers()
            .execute(
                () -> {
                  throw new AssertionError("broken");
                });
        assertThat(thrown.poll(90, TimeUnit.SECONDS)).hasMessage("broken");
      }
      assertThat(Job.start(() -> true, two).get(90, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void have_another_thread_for_what_a_task_brings_while_it_goes_on() throws Exception {
    var inner = new CountDownLatch(1);
    var outer =
        Job.start(
            () -> {
              threads.execute(inner::countDown);
              return await(inner);
            },
            threads);
    assertThat(outer.get(90, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void refuse_a_task_when_the_system_allows_no_thread_and_go_on_when_it_does() throws Exception {
    var allowed = new AtomicBoolean();
    try (var few =
        new SlotThreads(
            4,
            work -> {
              if (!allowed.get()) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return new Thread(work);
            })) {
      var ran = new CountDownLatch(1);
      for (int times = 0; times < 10; times++) {
        assertThatThrownBy(() -> few.execute(ran::countDown))
            .isInstanceOf(RejectedExecutionException.class)
            .hasMessageContaining("unable to create native thread");
      }
      assertThat(new ThreadRunner((task, context) -> Outcome.ack(), few).run(null, null))
          .failsWithin(Duration.ZERO)
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(NoAnswerException.class);
      assertThat(ran.getCount()).isEqualTo(1);

      allowed.set(true);
      few.execute(ran::countDown);
      assertThat(ran.await(90, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void refuse_what_would_wait_for_the_end_of_another_task_when_no_thread_can_be_started()
      throws Exception {
    var given = new CountDownLatch(1);
    try (var one = oneThreadThatWaitsFor(given)) {
      var end = new CountDownLatch(1);
      var first = Job.start(() -> await(end), one);
      var second = Job.start(() -> true, one);
      given.countDown();
      assertThat(second)
          .failsWithin(Duration.ofSeconds(90))
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(NoAnswerException.class);
      assertThat(first).isNotDone();
      end.countDown();
      assertThat(first).succeedsWithin(Duration.ofSeconds(90));
    }
  }

  @Test
  void end_a_task_whatever_its_handler_throws() {
    var odd =
        new CompletionException("odd", null) {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            throw new IllegalStateException("no words");
          }
        };
    assertThat(
            new ThreadRunner(
                    (task, context) -> {
                      throw odd;
                    },
                    threads)
                .run(null, null))
        .succeedsWithin(Duration.ofSeconds(90))
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            outcome -> assertThat(outcome.failure().kind()).isEqualTo(odd.getClass().getName()));
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(90, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(90, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
