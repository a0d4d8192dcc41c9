// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.pubsub.v1.ReceivedMessage;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.localcluster.ApiServer;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.grpc.Status;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Where Pub/Sub fails on the way, the page")
class PageCutShortTest {
  private static final String POOL = "media/thumbs";
  private static final Clock CLOCK = Clock.systemUTC();

  private final FakePubSub pubsub = new FakePubSub();
  private final ApiServer api = ApiServer.start(CLOCK);
  private final NamespacedKubernetesClient kubernetes = api.client();
  private final PageDeadLetters page =
      new PageDeadLetters(
          kubernetes, Map.of("PUBSUB_EMULATOR_HOST", pubsub.target()), CLOCK, false);

  @BeforeEach
  void create() {
    kubernetes
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: taskworkers.dev/v1beta1
                kind: TaskWorkerPool
                metadata: {namespace: media, name: thumbs}
                spec: {subscription: projects/p/subscriptions/tasks, deadLetter: {topic: dead}}
                """,
                TaskWorkerPool.class))
        .create();
  }

  @AfterEach
  void stop() {
    kubernetes.close();
    api.close();
    pubsub.close();
  }

  private void letters(String... ids) {
    pubsub.pulls.add(Stream.of(ids).map(PageCutShortTest::letter).toList());
  }

  private void asManyAsThePageLooksAt() {
    for (var first = 0; first < 1000; first += 100) {
      letters(
          IntStream.range(first, first + 100)
              .mapToObj(each -> "letter-" + each)
              .toArray(String[]::new));
    }
  }

  private static ReceivedMessage letter(String id) {
    return FakePubSub.letter(
        id,
        "ack-" + id,
        Instant.EPOCH,
        Map.of("taskworkers-subscription", "projects/p/subscriptions/tasks"));
  }

  @Test
  void says_what_it_redrove_before_and_why_it_went_no_further() {
    letters("a", "b", "c", "d");
    pubsub.publishing.addAll(List.of(Status.OK, Status.OK, Status.INTERNAL));

    var done = page.redrive(POOL, List.of("a", "b", "c", "d"));

    assertThat(done.gone()).containsExactlyInAnyOrder("a", "b");
    assertThat(done.sentence())
        .isEqualTo(
            "Redriven: 2. It went no further: Publishing to projects/p/topics/tasks failed:"
                + " INTERNAL. Perhaps redriven, because Pub/Sub gave no answer: c. Not reached: d.");
  }

  @Test
  void says_what_it_has_not_come_to_because_there_are_more_than_it_looks_at() {
    asManyAsThePageLooksAt();

    assertThat(page.redrive(POOL, List.of("letter-7", "beyond")).sentence())
        .isEqualTo("Redriven: 1. Not reached: beyond.");
    asManyAsThePageLooksAt();
    assertThat(page.purge(POOL, List.of("letter-7", "beyond")).sentence())
        .isEqualTo("Deleted: 1. Not reached: beyond.");
  }

  @Test
  void says_what_is_not_there_where_it_has_looked_at_all() {
    letters("a");
    assertThat(page.redrive(POOL, List.of("a", "beyond")).sentence())
        .isEqualTo("Redriven: 1. Not found: beyond.");
  }

  @Test
  void says_what_it_deleted_before_and_why_it_went_no_further() {
    letters("a");
    letters("b", "c");
    pubsub.acknowledgements.addAll(List.of(Status.OK, Status.INTERNAL));

    var done = page.purge(POOL, List.of("a", "b", "c"));

    assertThat(done.gone()).containsExactly("a");
    assertThat(done.sentence())
        .isEqualTo(
            "Deleted: 1. It went no further: Acknowledging on projects/p/subscriptions/dead failed:"
                + " INTERNAL. Perhaps deleted, because Pub/Sub gave no answer: b, c.");
  }

  @Test
  void says_what_it_did_also_where_it_can_not_give_the_others_back() {
    letters("a", "b");
    // The first holds them, the second gives b back.
    pubsub.leaseFailures.addAll(List.of(Status.OK, Status.INTERNAL));

    var done = page.purge(POOL, List.of("a"));

    assertThat(done.gone()).containsExactly("a");
    assertThat(done.sentence())
        .isEqualTo(
            "Deleted: 1. It went no further: Leasing on projects/p/subscriptions/dead failed:"
                + " INTERNAL.");
  }

  @Test
  void names_what_it_may_have_redriven_also_where_that_is_the_first() {
    letters("a", "b");
    pubsub.publishing.add(Status.INTERNAL);

    var done = page.redrive(POOL, List.of("a", "b"));

    assertThat(done.gone()).isEmpty();
    assertThat(done.sentence())
        .isEqualTo(
            "Redriven: 0. It went no further: Publishing to projects/p/topics/tasks failed:"
                + " INTERNAL. Perhaps redriven, because Pub/Sub gave no answer: a. Not reached: b.");
  }

  @Test
  void leaves_what_follows_a_dead_letter_of_its_ordering_key_that_stays() {
    pubsub.ordering = true;
    pubsub.pulls.add(
        List.of(FakePubSub.keyed(letter("a"), "k"), FakePubSub.keyed(letter("b"), "k")));

    var done = page.redrive(POOL, List.of("b"));

    assertThat(pubsub.published).isEmpty();
    assertThat(done.sentence())
        .isEqualTo(
            "Redriven: 0. Not reached: b. Left: 1, because a dead letter of the same ordering key"
                + " stays before them.");
  }

  @Test
  void fails_where_it_did_nothing_before() {
    letters("a");
    pubsub.acknowledging = Status.PERMISSION_DENIED;

    assertThatThrownBy(() -> page.purge(POOL, List.of("a")))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("Acknowledging on projects/p/subscriptions/dead failed");
  }
}
