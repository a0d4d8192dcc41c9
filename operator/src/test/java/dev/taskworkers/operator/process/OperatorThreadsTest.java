// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import dev.taskworkers.operator.CallLimiter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events that are written by the threads of a term. */
final class OperatorThreadsTest {
  private final ExecutorService writes = OperatorThreads.eventsOfTerm();
  private final CallLimiter events = TermComponents.turnsOfEvents(writes);
  private final CountDownLatch answer = new CountDownLatch(1);

  @AfterEach
  void stop() {
    answer.countDown();
    writes.shutdownNow();
  }

  private ListenableFuture<Void> write(String namespace, CountDownLatch begun, CountDownLatch end) {
    return events.take(
        namespace,
        () -> {
          begun.countDown();
          end.await();
          return Futures.immediateVoidFuture();
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void hang(String namespace, int number) {
    var begun = new CountDownLatch(1);
    IntStream.range(0, number).forEach(n -> write(namespace, begun, answer));
    await(begun);
  }

  @Test
  void those_of_many_namespaces_that_hang_hold_up_none_of_another() {
    IntStream.range(0, OperatorThreads.EVENTS_AT_ONCE / 2).forEach(n -> hang("slow-" + n, 100));
    var begun = new CountDownLatch(1);
    write("media", begun, answer);

    await(begun);
  }

  @Test
  void those_of_one_namespace_are_written_in_order() {
    var second = new CountDownLatch(1);
    hang("media", 1);
    write("media", second, answer);
    // Whoever comes in between has a thread.
    hang("mail", 1);
    assertThat(second.getCount()).isOne();

    answer.countDown();
    await(second);
  }

  @Test
  void no_more_of_them_wait_than_there_is_memory_for_and_others_have_room_all_the_same()
      throws Exception {
    hang("slow", 1);
    var rejected =
        IntStream.range(0, TermComponents.ROOM_FOR_EVENTS)
            .mapToObj(n -> write("slow", new CountDownLatch(1), answer))
            .filter(ListenableFuture::isDone)
            .toList();
    assertThat(rejected).hasSize(TermComponents.ROOM_FOR_EVENTS / 2);
    assertThat(problems(rejected)).allMatch(RejectedExecutionException.class::isInstance);
    var begun = new CountDownLatch(1);
    var written = write("media", begun, answer);

    await(begun);
    answer.countDown();
    written.get(1, TimeUnit.MINUTES);
  }

  private static List<Throwable> problems(List<ListenableFuture<Void>> rejected) {
    return rejected.stream().map(OperatorThreadsTest::problem).toList();
  }

  private static Throwable problem(ListenableFuture<Void> rejected) {
    try {
      rejected.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void none_outlives_its_term() throws Exception {
    hang("media", 1);
    var second = new CountDownLatch(1);
    write("media", second, answer);
    writes.shutdownNow();

    assertThat(writes.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    assertThat(second.getCount()).isOne();
  }

  private record Question(int number, Runnable asks) implements Runnable, Comparable<Question> {
    @Override
    public void run() {
      asks.run();
    }

    @Override
    public int compareTo(Question other) {
      return Integer.compare(number, other.number);
    }
  }

  @Test
  void questions_about_doubtful_projects_wait_in_their_natural_order() {
    var order = Collections.synchronizedList(new ArrayList<Integer>());
    var one = new CountDownLatch(1);
    var all = new CountDownLatch(3);
    try (var threads = new OperatorThreads()) {
      var busy = new CountDownLatch(OperatorThreads.DOUBTFUL_AT_ONCE);
      for (var thread = 0; thread < OperatorThreads.DOUBTFUL_AT_ONCE; thread++) {
        var end = thread == 0 ? one : answer;
        threads.doubtful().execute(new Question(thread, () -> hold(busy, end)));
      }
      await(busy);
      for (var number : List.of(103, 101, 102)) {
        threads.doubtful().execute(new Question(number, () -> note(number, order, all)));
      }
      one.countDown();
      await(all);
    }
    assertThat(order).containsExactly(101, 102, 103);
  }

  private static void hold(CountDownLatch begun, CountDownLatch end) {
    begun.countDown();
    await(end);
  }

  private static void note(int number, List<Integer> order, CountDownLatch all) {
    order.add(number);
    all.countDown();
  }
}
