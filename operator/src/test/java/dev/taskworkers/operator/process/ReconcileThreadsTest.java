// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which pools have a thread while those of one namespace wait for the API server. */
final class ReconcileThreadsTest {
  private record Look(String pool, boolean may) {}

  private final BlockingQueue<Look> looks = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> rung = new LinkedBlockingQueue<>();
  private final CountDownLatch answer = new CountDownLatch(1);
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();
  private final ReconcileThreads threads =
      new ReconcileThreads(pool -> !deleted.contains(pool.getName()) && rung.add(pool.getName()));

  @AfterEach
  void stop() {
    answer.countDown();
    threads.shutdownNow();
  }

  private void look(String namespace, String name, CountDownLatch until) {
    threads.execute(
        () -> {
          var may = threads.mayReconcile(new ResourceID(name, namespace));
          looks.add(new Look(name, may));
          try {
            if (may) {
              until.await();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void lookAtAll(String namespace, int pools) {
    IntStream.range(0, pools).forEach(n -> look(namespace, namespace + "-" + n, answer));
  }

  private List<Look> looks(int number) {
    return IntStream.range(0, number).mapToObj(n -> taken(looks)).toList();
  }

  private static <T> T taken(BlockingQueue<T> queue) {
    try {
      var next = queue.poll(1, TimeUnit.MINUTES);
      assertThat(next).isNotNull();
      return next;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void five_hundred_that_wait_leave_another_namespace_as_many_as_it_has_without_them() {
    lookAtAll("slow", 500);
    assertThat(looks(500).stream().filter(Look::may)).hasSize(ReconcileThreads.OF_NAMESPACE);

    lookAtAll("media", ReconcileThreads.OF_NAMESPACE);

    assertThat(looks(ReconcileThreads.OF_NAMESPACE)).allMatch(Look::may);
  }

  @Test
  void so_do_the_pools_of_three_namespaces() {
    List.of("slow", "slower", "slowest").forEach(namespace -> lookAtAll(namespace, 100));
    looks(300);

    lookAtAll("media", ReconcileThreads.OF_NAMESPACE);

    assertThat(looks(ReconcileThreads.OF_NAMESPACE)).allMatch(Look::may);
  }

  @Test
  void so_do_the_pools_of_four_namespaces() {
    List.of("slow", "slower", "slowest", "never").forEach(name -> lookAtAll(name, 100));
    looks(400);

    lookAtAll("media", ReconcileThreads.OF_NAMESPACE);

    assertThat(looks(ReconcileThreads.OF_NAMESPACE)).allMatch(Look::may);
  }

  @Test
  void who_stands_in_line_is_looked_at_when_a_thread_of_the_namespace_is_free_one_for_each() {
    var first = new CountDownLatch(1);
    look("slow", "first", first);
    lookAtAll("slow", ReconcileThreads.OF_NAMESPACE - 1);
    looks(ReconcileThreads.OF_NAMESPACE);
    look("slow", "early", answer);
    assertThat(looks(1)).containsExactly(new Look("early", false));
    look("slow", "late", answer);
    assertThat(looks(1)).containsExactly(new Look("late", false));

    first.countDown();
    assertThat(taken(rung)).isEqualTo("early");
    look("slow", "early", answer);

    assertThat(looks(1)).containsExactly(new Look("early", true));
    assertThat(rung).isEmpty();
    answer.countDown();
    assertThat(taken(rung)).isEqualTo("late");
  }

  /** As many as may hold a seat do, and each of the given pools has found none. */
  private void waitInLine(CountDownLatch first, String... pools) {
    look("slow", "first", first);
    lookAtAll("slow", ReconcileThreads.OF_NAMESPACE - 1);
    looks(ReconcileThreads.OF_NAMESPACE);
    for (var pool : pools) {
      look("slow", pool, answer);
      assertThat(looks(1)).containsExactly(new Look(pool, false));
    }
  }

  @Test
  void nobody_overtakes_in_the_line() {
    var first = new CountDownLatch(1);
    waitInLine(first, "early", "late");
    first.countDown();
    assertThat(taken(rung)).isEqualTo("early");

    // Their ticks come before the ring is heard.
    look("slow", "new", answer);
    assertThat(looks(1)).containsExactly(new Look("new", false));
    look("slow", "early", answer);

    assertThat(looks(1)).containsExactly(new Look("early", true));
  }

  @Test
  void who_was_called_and_finds_no_seat_stays_first() {
    var first = new CountDownLatch(1);
    waitInLine(first, "early", "late");
    first.countDown();
    assertThat(taken(rung)).isEqualTo("early");
    var second = new CountDownLatch(1);
    look("slow", "new", answer);
    looks(1);
    assertThat(taken(rung)).isEqualTo("late");
    look("slow", "late", second);
    assertThat(looks(1)).containsExactly(new Look("late", true));

    look("slow", "early", answer);
    assertThat(looks(1)).containsExactly(new Look("early", false));
    second.countDown();

    assertThat(taken(rung)).isEqualTo("early");
  }

  @Test
  void pools_that_were_deleted_in_the_line_hold_nobody_up() {
    var first = new CountDownLatch(1);
    var gone = IntStream.range(0, 100).mapToObj(n -> "gone-" + n).toArray(String[]::new);
    waitInLine(first, gone);
    deleted.addAll(List.of(gone));
    look("slow", "early", answer);
    looks(1);

    first.countDown();

    assertThat(taken(rung)).isEqualTo("early");
    look("slow", "early", answer);
    assertThat(looks(1)).containsExactly(new Look("early", true));
  }

  @Test
  void a_pool_that_is_called_and_never_comes_holds_nobody_up() {
    var first = new CountDownLatch(1);
    waitInLine(first, "slow to come", "early");
    first.countDown();
    assertThat(taken(rung)).isEqualTo("slow to come");

    look("slow", "early", answer);

    assertThat(looks(1)).containsExactly(new Look("early", true));
  }

  @Test
  void a_pool_that_was_looked_at_after_all_stands_in_line_no_longer() {
    var first = new CountDownLatch(1);
    waitInLine(first, "early", "late");
    first.countDown();
    assertThat(taken(rung)).isEqualTo("early");
    look("slow", "early", answer);
    assertThat(looks(1)).containsExactly(new Look("early", true));

    answer.countDown();
    threads.shutdown();

    assertThat(ends()).isTrue();
    assertThat(rung).isNotEmpty().doesNotContain("early");
  }

  private boolean ends() {
    try {
      return threads.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
