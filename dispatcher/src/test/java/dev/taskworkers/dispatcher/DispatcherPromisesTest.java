// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.taskworkers.dispatcher.FakeTopic.Answer;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A dispatcher, in virtual time,")
@Timeout(180)
class DispatcherPromisesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Answer INVALID = Answer.refused(Status.INVALID_ARGUMENT);
  private static final Answer AWAY = Answer.refused(Status.UNAVAILABLE);

  private final VirtualTimer timer = new VirtualTimer();
  private final FakeTopic topic = new FakeTopic(timer);
  private TaskDispatcher dispatcher = dispatcher(1000);

  @ParameterizedTest(name = "never stops when one task in twenty is refused, key ''{0}''")
  @ValueSource(strings = {"", "key"})
  void never_stops_when_one_task_in_twenty_is_refused(String key) {
    dispatcher = dispatcher(40);
    topic.answering = request -> request.contains("bad") ? INVALID : Answer.STORED;
    for (var round = 0; round < 100; round++) {
      var all = new ArrayList<CompletableFuture<String>>();
      for (var each = 0; each < 20; each++) {
        all.add(dispatcher.dispatch(task(each == 0 ? "bad" : "good", key)));
      }
      timer.advance(Duration.ofSeconds(5));
      assertThat(all).allMatch(CompletableFuture::isDone);
      assertThat(dispatcher.flow.tasks()).isZero();
    }
    assertThat(dispatcher.lines.keys()).isZero();
  }

  @Test
  void fails_only_the_invalid_task_of_a_request() {
    topic.answering = request -> request.contains("bad") ? INVALID : Answer.STORED;
    dispatcher.dispatch(task("alone", ""));
    var all =
        IntStream.range(0, 100)
            .mapToObj(each -> dispatcher.dispatch(task(each == 37 ? "bad" : "task " + each, "")))
            .toList();
    timer.advance(Duration.ofSeconds(5));
    assertThat(all.get(37)).isCompletedExceptionally();
    assertThat(all).filteredOn(CompletableFuture::isCompletedExceptionally).hasSize(1);
    assertThat(topic.stored).hasSize(100).doesNotHaveDuplicates();
    assertThat(topic.requests.size()).isLessThan(20);
  }

  @Test
  void stores_in_order_what_comes_before_the_invalid_task_of_a_key_and_fails_what_follows() {
    topic.answering = request -> request.contains("bad") ? INVALID : Answer.STORED;
    var all =
        List.of("1", "2", "3", "bad", "5", "6").stream()
            .map(data -> dispatcher.dispatch(task(data, "key")))
            .toList();
    timer.advance(Duration.ofSeconds(5));
    assertThat(topic.stored).containsExactly("1", "2", "3");
    assertThat(sentence(all.get(3))).contains("INVALID_ARGUMENT");
    assertThat(sentence(all.get(5))).contains("a task before it with the same ordering key failed");
    var later = dispatcher.dispatch(task("7", "key"));
    timer.advance(Duration.ofSeconds(5));
    assertThat(later).isCompletedWithValue("7");
  }

  @ParameterizedTest(name = "fails at the deadline what no server takes, key ''{0}''")
  @ValueSource(strings = {"", "key"})
  void fails_at_the_deadline_what_no_server_takes(String key) {
    topic.answering = request -> AWAY;
    var all = IntStream.range(0, 10).mapToObj(each -> dispatcher.dispatch(task("x", key))).toList();
    timer.advance(Duration.ofMillis(59_999));
    assertThat(all).noneMatch(CompletableFuture::isDone);
    timer.advance(Duration.ofMillis(1));
    assertThat(all).allMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(dispatcher.flow.tasks()).isZero();
    assertThat(dispatcher.lines.keys()).isZero();
  }

  @ParameterizedTest(name = "goes on during an outage and after it, key ''{0}''")
  @ValueSource(strings = {"", "key"})
  void goes_on_during_an_outage_and_after_it(String key) throws Exception {
    dispatcher = dispatcher(10);
    topic.answering = request -> AWAY;
    var results = new CopyOnWriteArrayList<CompletableFuture<String>>();
    var producer =
        new Thread(
            () ->
                IntStream.range(0, 50)
                    .forEach(each -> results.add(dispatcher.dispatch(task("x", key)))));
    producer.start();
    advanceUntilEnded(producer);
    timer.advance(Duration.ofSeconds(60));
    assertThat(results).hasSize(50).allMatch(CompletableFuture::isCompletedExceptionally);

    topic.answering = request -> Answer.STORED;
    var last = dispatcher.dispatch(task("last", key));
    timer.advance(Duration.ofHours(1));
    assertThat(last).isCompletedWithValue("last");
    assertThat(topic.stored).containsExactly("last");
  }

  @ParameterizedTest(name = "sends nothing any more that it has reported failed, key ''{0}''")
  @ValueSource(strings = {"", "key"})
  void sends_nothing_any_more_that_it_has_reported_failed(String key) {
    topic.answering = request -> Answer.SILENCE;
    var result = dispatcher.dispatch(task("x", key));
    timer.advance(Duration.ofSeconds(60));
    assertThat(sentence(result)).contains("could not be reached within 60 s");
    var tries = topic.requests.size();
    assertThat(tries).isGreaterThan(1);
    topic.answering = request -> Answer.STORED;
    timer.advance(Duration.ofHours(1));
    assertThat(topic.requests).hasSize(tries);
  }

  @Test
  void lets_the_time_at_the_gate_count_towards_the_deadline() throws Exception {
    dispatcher = dispatcher(1);
    topic.answering = request -> Answer.SILENCE;
    dispatcher.dispatch(task("first", ""));
    var results = new CopyOnWriteArrayList<CompletableFuture<String>>();
    var producer = new Thread(() -> results.add(dispatcher.dispatch(task("second", ""))));
    timer.advance(Duration.ofSeconds(20));
    producer.start();
    await().atMost(PATIENCE).until(() -> producer.getState() == Thread.State.TIMED_WAITING);
    timer.advance(Duration.ofSeconds(40));
    producer.join();
    timer.advance(Duration.ofMillis(19_999));
    assertThat(results.get(0)).isNotDone();
    timer.advance(Duration.ofMillis(1));
    assertThat(results.get(0)).isCompletedExceptionally();
  }

  @Test
  void fails_the_task_of_a_thread_that_is_interrupted_while_it_waits_and_no_other()
      throws Exception {
    dispatcher = dispatcher(1);
    dispatcher.dispatch(task("first", ""));
    var results = new CopyOnWriteArrayList<CompletableFuture<String>>();
    var interrupted = new CopyOnWriteArrayList<Boolean>();
    var threads = new ArrayList<Thread>();
    for (var each = 0; each < 3; each++) {
      var thread =
          new Thread(
              () -> {
                results.add(dispatcher.dispatch(task("x", "")));
                interrupted.add(Thread.currentThread().isInterrupted());
              });
      thread.start();
      threads.add(thread);
      await().atMost(PATIENCE).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }
    threads.get(1).interrupt();
    threads.get(1).join();
    assertThat(interrupted).containsExactly(true);
    assertThat(sentence(results.get(0))).contains("its thread was interrupted");
    advanceUntilEnded(threads.get(0));
    advanceUntilEnded(threads.get(2));
    timer.advance(Duration.ofSeconds(1));
    assertThat(results.subList(1, 3)).allMatch(result -> !result.isCompletedExceptionally());
    assertThat(topic.stored).containsExactly("first", "x", "x");
  }

  @Test
  void sends_on_a_thread_that_was_interrupted_before_when_there_is_room() {
    Thread.currentThread().interrupt();
    var result = dispatcher.dispatch(task("x", ""));
    assertThat(Thread.interrupted()).isTrue();
    timer.advance(Duration.ofSeconds(1));
    assertThat(result).isCompletedWithValue("x");
  }

  @Test
  void may_be_used_again_by_what_hangs_on_a_future() {
    dispatcher = dispatcher(1);
    var second =
        dispatcher.dispatch(task("1", "")).thenCompose(id -> dispatcher.dispatch(task("2", "")));
    timer.advance(Duration.ofSeconds(1));
    assertThat(second).isCompletedWithValue("2");
  }

  @ParameterizedTest(name = "tries again when a call can''t even be made: {0}")
  @ValueSource(classes = {OutOfMemoryError.class, IllegalStateException.class})
  void tries_again_when_a_call_cannot_even_be_made(Class<? extends Throwable> problem) {
    topic.answering =
        request -> {
          topic.answering = later -> Answer.STORED;
          throw thrown(problem);
        };
    var result = dispatcher.dispatch(task("x", ""));
    timer.advance(Duration.ofSeconds(1));
    assertThat(result).isCompletedWithValue("x");
    assertThat(dispatcher.statistics()).isEqualTo(new DispatcherStatistics(1, 1, 0));
  }

  @Test
  void completes_other_futures_of_a_request_although_what_hangs_on_one_flushes() throws Exception {
    dispatcher =
        Dispatchers.virtual(
            topic, timer, 1000, Duration.ofMillis(10), action -> new Thread(action).start());
    dispatcher.dispatch(task("alone", ""));
    var all = IntStream.range(0, 5).mapToObj(each -> dispatcher.dispatch(task("x", ""))).toList();
    var flushed = all.get(0).thenRun(dispatcher::flush);
    var flushedToo = all.get(1).thenRun(dispatcher::flush);
    var answering = new Thread(() -> timer.advance(Duration.ofMillis(50)));
    answering.start();
    await().atMost(PATIENCE).until(() -> answering.getState() == Thread.State.WAITING);
    advanceUntilEnded(answering);
    assertThat(flushed).isCompleted();
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(flushedToo).isCompleted());
    assertThat(all).allMatch(CompletableFuture::isDone);
  }

  @Test
  void fails_other_futures_of_a_request_although_what_hangs_on_one_closes_it() throws Exception {
    topic.answering = request -> Answer.refused(Status.PERMISSION_DENIED);
    dispatcher.dispatch(task("alone", ""));
    var all = IntStream.range(0, 5).mapToObj(each -> dispatcher.dispatch(task("x", ""))).toList();
    var closed = all.get(0).exceptionally(problem -> "closed").thenRun(dispatcher::close);
    var answering = new Thread(() -> timer.advance(Duration.ofMillis(50)));
    answering.start();
    await().atMost(PATIENCE).until(() -> answering.getState() == Thread.State.WAITING);
    advanceUntilEnded(answering);
    assertThat(all).allMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(closed).isCompleted();
  }

  @Test
  void counts_nothing_that_comes_after_its_end() {
    dispatcher.close();
    assertThatThrownBy(() -> dispatcher.dispatch(task("x", "")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(dispatcher.statistics()).isEqualTo(new DispatcherStatistics(0, 0, 0));
  }

  @Test
  void has_one_request_of_a_key_under_way() {
    for (var each = 0; each < 250; each++) {
      dispatcher.dispatch(task("task " + each, "key"));
    }
    assertThat(topic.requests).hasSize(1);
    timer.advance(Duration.ofMillis(19));
    assertThat(topic.requests).hasSize(1);
    timer.advance(Duration.ofMillis(1));
    assertThat(topic.requests).hasSize(2);
    timer.advance(Duration.ofSeconds(1));
    assertThat(topic.stored).hasSize(250);
    assertThat(topic.requests).hasSize(4);
  }

  @Test
  void gathers_for_half_of_the_deadline_at_most() {
    dispatcher = dispatcher(1000, Duration.ofDays(1));
    dispatcher.dispatch(task("alone", ""));
    var gathered = dispatcher.dispatch(task("gathered", ""));
    timer.advance(Duration.ofSeconds(29));
    assertThat(gathered).isNotDone();
    timer.advance(Duration.ofSeconds(2));
    assertThat(gathered).isCompletedWithValue("gathered");
  }

  @Test
  void refuses_a_task_whose_request_would_be_too_large_with_the_topic_s_name() {
    var large = new Task(ByteString.copyFrom(new byte[10_000_000]), Map.of(), "");
    assertThat(sentence(dispatcher.dispatch(large))).contains("Pub/Sub allows 10000000");
    assertThat(topic.requests).isEmpty();
    assertThat(dispatcher.statistics()).isEqualTo(new DispatcherStatistics(1, 0, 1));
  }

  private void advanceUntilEnded(Thread thread) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              timer.advance(Duration.ofSeconds(1));
              return !thread.isAlive();
            });
  }

  private TaskDispatcher dispatcher(long outstanding) {
    return dispatcher(outstanding, Duration.ofMillis(10));
  }

  private TaskDispatcher dispatcher(long outstanding, Duration delay) {
    return Dispatchers.virtual(topic, timer, outstanding, delay);
  }

  private static String sentence(CompletableFuture<String> result) {
    try {
      return "stored as " + result.getNow("nothing yet");
    } catch (CompletionException e) {
      return e.getCause().getMessage();
    }
  }

  private static RuntimeException thrown(Class<? extends Throwable> problem) {
    if (Error.class.isAssignableFrom(problem)) {
      throw new OutOfMemoryError("Java heap space");
    }
    return new IllegalStateException("It is not ready.");
  }

  private static Task task(String data, String key) {
    return new Task(ByteString.copyFromUtf8(data), Map.of(), key);
  }
}
