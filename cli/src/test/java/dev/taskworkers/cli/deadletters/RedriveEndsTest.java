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
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Of the ids that are asked for, a redrive")
@Timeout(180)
class RedriveEndsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  private final FakePubSub pubsub = new FakePubSub();
  private final Calls calls = new Calls("projects/p/subscriptions/dead", pubsub.endpoint());
  private final Redriving redriving =
      new Redriving(
          "projects/p/subscriptions/dead",
          "projects/p/topics/tasks",
          new Selection(Set.of("a", "b", "c"), ""));

  @AfterEach
  void stop() {
    calls.close();
    pubsub.close();
  }

  private void letters(String... ids) {
    pubsub.pulls.add(Stream.of(ids).map(RedriveEndsTest::letter).toList());
  }

  private static ReceivedMessage letter(String id) {
    return FakePubSub.letter(id, "ack-" + id, START, Map.of());
  }

  private void run(int most) {
    redriving.run(new DeadLetterSubscription(calls, most, START, letter -> true));
  }

  @Test
  void has_not_found_what_is_none_of_all_dead_letters() {
    letters("a", "other");
    run(10);
    assertThat(redriving.notFound()).containsExactly("b", "c");
    assertThat(redriving.notReached()).isEmpty();
    assertThat(redriving.report())
        .containsEntry("notFound", Set.of("b", "c"))
        .containsEntry("notReached", Set.of());
  }

  @Test
  void has_not_reached_what_may_come_after_as_many_as_it_looks_at() {
    letters("a", "other");
    run(2);
    assertThat(redriving.notFound()).isEmpty();
    assertThat(redriving.notReached()).containsExactly("b", "c");
    assertThat(redriving.isWhole()).isFalse();
  }

  @Test
  void has_not_reached_what_comes_after_an_error_and_may_have_done_that_at_which_it_came() {
    letters("a", "b", "c");
    pubsub.publishing.addAll(List.of(Status.OK, Status.INTERNAL));
    assertThatThrownBy(() -> run(10)).isInstanceOf(IllegalStateException.class);
    assertThat(redriving.redriven()).isEqualTo(1);
    assertThat(redriving.inDoubt()).contains("b");
    assertThat(redriving.report()).containsEntry("inDoubt", Set.of("b"));
    assertThat(redriving.notReached()).containsExactly("c");
    assertThat(redriving.notFound()).isEmpty();
  }

  private static ReceivedMessage keyed(String id, String key) {
    return FakePubSub.keyed(letter(id), key);
  }

  @Test
  void leaves_what_follows_a_dead_letter_of_its_ordering_key_that_is_not_meant() {
    pubsub.ordering = true;
    pubsub.pulls.add(
        List.of(keyed("other", "k"), keyed("a", "k"), keyed("b", "another"), letter("c")));
    run(10);
    assertThat(pubsub.acknowledged).containsExactly("ack-b", "ack-c");
    assertThat(pubsub.published).hasSize(2);
    assertThat(redriving.notReached()).containsExactly("a");
    assertThat(redriving.isWhole()).isFalse();
  }

  @Test
  void leaves_what_follows_a_dead_letter_of_its_ordering_key_that_is_another_pools() {
    pubsub.ordering = true;
    pubsub.pulls.add(List.of(keyed("a", "k"), keyed("other", "k"), keyed("b", "k")));
    pubsub.pulls.add(List.of(keyed("c", "k")));
    redriving.run(
        new DeadLetterSubscription(calls, 10, START, letter -> !letter.id().equals("other")));
    assertThat(pubsub.acknowledged).containsExactly("ack-a");
    assertThat(redriving.notReached()).containsExactly("b", "c");
  }

  @Test
  void leaves_what_follows_a_dead_letter_of_its_ordering_key_that_cannot_be_redriven_or_removed() {
    pubsub.ordering = true;
    pubsub.publishing.add(Status.INVALID_ARGUMENT);
    pubsub.acknowledgements.add(Status.INTERNAL);
    pubsub.pulls.add(
        List.of(keyed("a", "k"), keyed("d", "k"), keyed("b", "another"), keyed("e", "another")));
    var all =
        new Redriving(
            "projects/p/subscriptions/dead",
            "projects/p/topics/tasks",
            new Selection(Set.of(), ""));
    all.run(new DeadLetterSubscription(calls, 10, START, letter -> true));
    assertThat(pubsub.acknowledged).isEmpty();
    assertThat(pubsub.published).hasSize(1);
    assertThat(all.failed()).containsOnlyKeys("a");
    assertThat(all.notRemoved()).containsOnlyKeys("b");
    assertThat(all.notReached()).containsExactly("d", "e");
    assertThat(all.isWhole()).isFalse();
  }

  @Test
  void passes_what_stays_where_the_subscription_keeps_no_order() {
    pubsub.pulls.add(List.of(keyed("other", "k"), keyed("a", "k")));
    run(10);
    assertThat(pubsub.acknowledged).containsExactly("ack-a");
    assertThat(redriving.notFound()).containsExactly("b", "c");
    assertThat(redriving.notReached()).isEmpty();
  }

  @Test
  void has_certainly_not_done_that_before_which_somebody_stopped_it() throws InterruptedException {
    letters("a", "b", "c");
    var deadLetters = new DeadLetterSubscription(calls, 10, START, letter -> true);
    var stop = new Thread(deadLetters::close);
    pubsub.beforeAnAnswer =
        () -> {
          stop.start();
          await().atMost(PATIENCE).until(() -> stop.getState() == Thread.State.TIMED_WAITING);
        };
    assertThatThrownBy(() -> redriving.run(deadLetters))
        .hasMessage("The command was stopped before it had finished.");
    assertThat(pubsub.published).isEmpty();
    assertThat(redriving.inDoubt()).isEmpty();
    assertThat(redriving.notReached()).containsExactly("a", "b", "c");
    stop.join();
  }
}
