// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.taskworkers.dispatcher.FakeTopic.Answer;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

@Label("A dispatcher whose server fails by chance")
class DispatcherPropertiesTest {
  private static final int OUTSTANDING = 30;
  private static final int TASKS = 300;
  private static final List<String> KEYS = List.of("", "a", "b", "c");

  @Property(tries = 100)
  @Label("ends every task, gives all room back, keeps the order of keys and forgets them")
  void keeps_its_promises(@ForAll long seed, @ForAll @IntRange(max = 60) int failuresInHundred) {
    new Run(new Random(seed), failuresInHundred).check();
  }

  private static final class Sent {
    private final String data;
    private final String key;
    private final int given;
    private int failed = Integer.MAX_VALUE;

    Sent(String data, String key, int given) {
      this.data = data;
      this.key = key;
      this.given = given;
    }
  }

  /** One dispatcher's life. */
  private static final class Run {
    private final VirtualTimer timer = new VirtualTimer();
    private final FakeTopic topic = new FakeTopic(timer);
    private final TaskDispatcher dispatcher =
        Dispatchers.virtual(topic, timer, OUTSTANDING, Duration.ofMillis(10));
    private final List<Sent> sent = new ArrayList<>();
    private final Map<String, CompletableFuture<String>> results = new HashMap<>();

    /** Counts what happens, so that two events have an order. */
    private int events;

    /** What was seen in callbacks, where an assertion would only fail a future. */
    private final List<String> faults = new ArrayList<>();

    private final Random random;
    private final int failuresInHundred;

    Run(Random random, int failuresInHundred) {
      this.random = random;
      this.failuresInHundred = failuresInHundred;
    }

    void check() {
      topic.answering = request -> answer(request);

      for (var number = 0; number < TASKS; number++) {
        while (dispatcher.flow.tasks() == OUTSTANDING) {
          timer.advance(Duration.ofSeconds(1));
        }
        give(number);
        if (random.nextInt(4) == 0) {
          timer.advance(Duration.ofMillis(random.nextInt(100)));
        }
      }
      timer.advance(DispatcherConfig.DEADLINE);

      assertThat(faults).isEmpty();
      assertThat(results.values()).hasSize(TASKS).allMatch(CompletableFuture::isDone);
      assertThat(dispatcher.flow.tasks()).isZero();
      assertThat(dispatcher.lines.keys()).isZero();
      var statistics = dispatcher.statistics();
      assertThat(statistics.stored() + statistics.failed()).isEqualTo(TASKS);
      assertThat(topic.stored).containsAll(storedByTheirFutures());
      KEYS.subList(1, KEYS.size()).forEach(this::checkKey);
      checkThatTheServerIsHeardAgain();
    }

    private void give(int number) {
      var key = KEYS.get(random.nextInt(KEYS.size()));
      var data = (random.nextInt(30) == 0 ? "bad " : "task ") + number;
      var task = new Sent(data, key, events++);
      sent.add(task);
      var result = dispatcher.dispatch(new Task(ByteString.copyFromUtf8(data), Map.of(), key));
      results.put(data, result);
      var unused =
          result.whenComplete(
              (id, failure) -> {
                if (failure != null) {
                  task.failed = events++;
                } else if (!id.equals(data)) {
                  faults.add(data + " is stored as " + id);
                }
              });
    }

    private Answer answer(List<String> request) {
      for (var data : request) {
        // What is not yet in the map is being dispatched.
        if (results.getOrDefault(data, new CompletableFuture<>()).isDone()) {
          faults.add(data + " is sent after its end");
        }
      }
      if (request.stream().anyMatch(data -> data.startsWith("bad"))) {
        return Answer.refused(Status.INVALID_ARGUMENT);
      }
      if (random.nextInt(100) >= failuresInHundred) {
        return Answer.STORED;
      }
      return switch (random.nextInt(10)) {
        case 0, 1 -> Answer.LOST;
        case 2, 3 -> Answer.SILENCE;
        case 4 -> Answer.refused(Status.PERMISSION_DENIED);
        default -> Answer.refused(Status.UNAVAILABLE);
      };
    }

    private List<String> storedByTheirFutures() {
      return sent.stream()
          .filter(task -> task.failed == Integer.MAX_VALUE)
          .map(task -> task.data)
          .toList();
    }

    /** Stored in order, and after a failure nothing that was given before it was known. */
    private void checkKey(String key) {
      var ofKey = sent.stream().filter(task -> task.key.equals(key)).toList();
      var given = ofKey.stream().map(task -> task.data).toList();
      var stored = new LinkedHashSet<>(topic.stored);
      stored.retainAll(given);
      var expected = new LinkedHashSet<>(given);
      expected.retainAll(stored);
      assertThat(stored).containsExactlyElementsOf(expected);

      var known = -1;
      for (var task : ofKey) {
        if (task.given < known) {
          assertThat(task.failed).isLessThan(Integer.MAX_VALUE);
        }
        if (task.failed != Integer.MAX_VALUE) {
          known = Math.max(known, task.failed);
        }
      }
    }

    private void checkThatTheServerIsHeardAgain() {
      topic.answering = request -> Answer.STORED;
      for (var key : KEYS) {
        var result = dispatcher.dispatch(new Task(ByteString.copyFromUtf8("last"), Map.of(), key));
        timer.advance(Duration.ofSeconds(1));
        assertThat(result).isCompletedWithValue("last");
      }
    }
  }
}
