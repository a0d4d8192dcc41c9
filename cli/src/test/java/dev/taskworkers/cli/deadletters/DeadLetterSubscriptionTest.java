// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.pubsub.v1.ReceivedMessage;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A dead-letter subscription")
@Timeout(180)
class DeadLetterSubscriptionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  private final FakePubSub pubsub = new FakePubSub();
  private final Calls calls = new Calls("projects/p/subscriptions/dead", pubsub.endpoint());
  private DeadLetterSubscription deadLetters =
      new DeadLetterSubscription(calls, 1000, START, letter -> true);

  @AfterEach
  void stop() {
    calls.close();
    pubsub.close();
  }

  @Test
  void asks_again_when_pubsub_answers_nothing() {
    pubsub.pulls.addAll(List.of(List.of(), List.of(), List.of(letter("1")), List.of()));
    pubsub.pulls.addAll(List.of(List.of(letter("2"))));
    assertThat(all()).extracting(DeadLetterMessage::id).containsExactly("1", "2");
  }

  @Test
  void takes_nothing_twice_that_it_holds() {
    pubsub.pulls.add(List.of(letter("1")));
    pubsub.pulls.add(List.of(FakePubSub.letter("1", "ack-1-again", START, Map.of())));
    assertThat(all()).hasSize(1);
    deadLetters.close();
    assertThat(pubsub.leases).containsExactly("ack-1=60", "ack-1-again=60", "ack-1-again=0");
  }

  @Test
  void removes_a_letter_once_more_that_comes_although_it_was_removed() {
    pubsub.pulls.add(List.of(letter("1")));
    deadLetters.redrive(deadLetters.take().get(0), "projects/p/topics/tasks");
    pubsub.pulls.add(List.of(FakePubSub.letter("1", "ack-1-again", START, Map.of())));
    assertThat(all()).isEmpty();
    assertThat(pubsub.published).hasSize(1);
    assertThat(pubsub.acknowledged).containsExactly("ack-1", "ack-1-again");
  }

  @Test
  void leaves_what_came_after_its_start() {
    var later = FakePubSub.letter("2", "ack-2", START.plusSeconds(1), Map.of());
    pubsub.pulls.add(List.of(letter("1"), later));
    assertThat(all()).extracting(DeadLetterMessage::id).containsExactly("1");
    assertThat(deadLetters.later()).isEqualTo(1);
    deadLetters.close();
    assertThat(pubsub.leases).contains("ack-1=0", "ack-2=0");
  }

  @Test
  void leaves_what_it_has_published_itself_whatever_the_clocks_say() {
    pubsub.pulls.add(List.of(letter("1")));
    deadLetters.redrive(deadLetters.take().get(0), "projects/p/topics/tasks");
    pubsub.pulls.add(
        List.of(
            FakePubSub.letter(
                "2", "ack-2", START.minusSeconds(60), Map.of("taskworkers-message-id", "m-1"))));
    assertThat(all()).isEmpty();
    assertThat(deadLetters.later()).isEqualTo(1);
  }

  @Test
  void looks_at_no_more_than_it_may() {
    deadLetters = new DeadLetterSubscription(calls, 2, START, letter -> true);
    pubsub.pulls.add(List.of(letter("1"), letter("2")));
    pubsub.pulls.add(List.of(letter("3")));
    assertThat(all()).hasSize(2);
    assertThat(deadLetters.full()).isTrue();
  }

  @Test
  void holds_letters_for_a_minute_at_a_time() {
    pubsub.pulls.add(List.of(letter("1"), letter("2")));
    deadLetters.remove(deadLetters.take().subList(0, 1));
    deadLetters.renew();
    assertThat(pubsub.leases).containsExactly("ack-1=60", "ack-2=60", "ack-2=60");
  }

  @Test
  void gives_back_what_a_pull_brings_that_is_out_at_its_end() throws Exception {
    pubsub.pulls.add(List.of(letter("1")));
    var pull = new CompletableFuture<Void>();
    pubsub.beforeAnAnswer = pull::join;
    var taken = CompletableFuture.supplyAsync(deadLetters::take);
    await().atMost(PATIENCE).until(() -> pubsub.pulls.isEmpty());
    var end = new Thread(deadLetters::close);
    end.start();
    await().atMost(PATIENCE).until(() -> end.getState() == Thread.State.TIMED_WAITING);
    pull.complete(null);
    end.join();
    assertThat(taken).succeedsWithin(Duration.ofSeconds(30));
    assertThat(pubsub.leases).endsWith("ack-1=0");
  }

  @Test
  void publishes_nothing_after_its_end() {
    pubsub.pulls.add(List.of(letter("1")));
    var taken = deadLetters.take().get(0);
    deadLetters.close();
    assertThatThrownBy(() -> deadLetters.redrive(taken, "projects/p/topics/tasks"))
        .hasMessageContaining("was stopped");
    assertThat(pubsub.published).isEmpty();
    assertThat(pubsub.acknowledged).isEmpty();
  }

  @Test
  void gives_back_the_rest_although_a_call_fails() {
    deadLetters = new DeadLetterSubscription(calls, 1000, START, letter -> true);
    var ids = IntStream.range(0, 600).mapToObj(Integer::toString).toList();
    for (var from = 0; from < 600; from += 100) {
      pubsub.pulls.add(
          ids.subList(from, from + 100).stream().map(DeadLetterSubscriptionTest::letter).toList());
    }
    assertThat(all()).hasSize(600);
    pubsub.leases.clear();
    pubsub.leaseFailures.add(Status.INTERNAL);
    assertThatThrownBy(deadLetters::close).hasMessageContaining("INTERNAL");
    assertThat(pubsub.leases).hasSize(100);
  }

  private List<DeadLetterMessage> all() {
    return deadLetters.batches().flatMap(List::stream).toList();
  }

  private static ReceivedMessage letter(String id) {
    return FakePubSub.letter(id, "ack-" + id, START, Map.of());
  }
}
