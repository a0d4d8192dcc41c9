// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.LeaseAnswer;
import dev.taskworkers.worker.pull.SubscriptionException;
import dev.taskworkers.worker.pull.TaskStream;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A subscription on Pub/Sub")
class PubSubSubscriptionTest {
  private ScriptedPubSub pubsub;
  private ManagedChannel channel;
  private PubSubSubscription subscription;

  @BeforeEach
  void connect() throws IOException {
    pubsub = new ScriptedPubSub();
    channel = pubsub.endpoint().openChannel();
    subscription =
        new PubSubSubscription(
            "projects/p/subscriptions/s", channel, Optional.empty(), Runnable::run);
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
    pubsub.close();
  }

  @Test
  void delivers_tasks_with_everything_that_was_published() {
    pubsub.offer("7", "hello");
    var delivery = subscription.pull(3, () -> {}).join().get(0);
    assertThat(delivery.ackId()).isEqualTo("ack-7");
    assertThat(delivery.count()).isEqualTo(3);
    assertThat(delivery.task().id()).isEqualTo("7");
    assertThat(delivery.task().payload().text()).isEqualTo("hello");
    assertThat(delivery.task().attributes()).containsOnly(Map.entry("k", "v"));
    assertThat(delivery.task().orderingKey()).isEqualTo("key");
    assertThat(delivery.task().publishTime()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    assertThat(pubsub.pulls.remove().getMaxMessages()).isEqualTo(3);
  }

  @Test
  void brings_tasks_where_it_is_told_to_and_hears_all_else_at_once() throws Exception {
    var here = new LinkedBlockingQueue<Runnable>();
    var elsewhere =
        new PubSubSubscription("projects/p/subscriptions/s", channel, Optional.empty(), here::add);
    pubsub.offer("7", "hello");
    var pulled = elsewhere.pull(1, () -> {});
    var first = here.take();
    elsewhere.acknowledge(List.of("a")).join();
    assertThat(pulled).isNotDone();
    first.run();
    while (!pulled.isDone()) {
      here.take().run();
    }
    assertThat(pulled.join()).hasSize(1);
  }

  @Test
  void takes_acknowledgements_and_leases_in_whole_seconds_rounded_up() {
    assertThat(subscription.acknowledge(List.of("a", "b")).join()).isEqualTo(LeaseAnswer.DONE);
    assertThat(subscription.lease(List.of("c"), Duration.ofMillis(1500)).join())
        .isEqualTo(LeaseAnswer.DONE);
    assertThat(subscription.lease(List.of("d"), Duration.ZERO).join()).isEqualTo(LeaseAnswer.DONE);
    assertThat(pubsub.acknowledged).containsExactly("a", "b");
    assertThat(pubsub.leases).containsExactly("c=2", "d=0");
  }

  @ParameterizedTest(name = "explains {0}, passing {1}: {2}")
  @CsvSource({
    "UNAVAILABLE,true,can't be reached",
    "DEADLINE_EXCEEDED,true,DEADLINE_EXCEEDED",
    "INTERNAL,true,INTERNAL",
    "CANCELLED,true,CANCELLED",
    "RESOURCE_EXHAUSTED,true,RESOURCE_EXHAUSTED",
    "ABORTED,true,ABORTED",
    "UNKNOWN,true,UNKNOWN",
    "INVALID_ARGUMENT,false,INVALID_ARGUMENT",
    "ALREADY_EXISTS,false,ALREADY_EXISTS",
    "FAILED_PRECONDITION,false,FAILED_PRECONDITION",
    "OUT_OF_RANGE,false,OUT_OF_RANGE",
    "UNIMPLEMENTED,false,UNIMPLEMENTED",
    "DATA_LOSS,false,DATA_LOSS",
    "NOT_FOUND,false,'Create it, or correct its name'",
    "PERMISSION_DENIED,false,Grant this worker's service account",
    "UNAUTHENTICATED,false,Check the credentials"
  })
  void explains_failures(Status.Code code, boolean passing, String sentence) {
    pubsub.failNext(code.toStatus().withDescription("so it is").asRuntimeException());
    assertThatThrownBy(() -> subscription.pull(1, () -> {}).join())
        .cause()
        .isInstanceOfSatisfying(
            SubscriptionException.class,
            problem -> {
              assertThat(problem.passing()).isEqualTo(passing);
              assertThat(problem).hasMessageContaining(sentence).hasMessageContaining("so it is");
            });
  }

  @ParameterizedTest(name = "takes {0} of a pull after {1} s for an empty answer: {2}")
  @CsvSource({
    "DEADLINE_EXCEEDED,90,true",
    "DEADLINE_EXCEEDED,5,true",
    "DEADLINE_EXCEEDED,4,false",
    "UNAVAILABLE,90,false"
  })
  void knows_a_pull_that_waited_in_vain(Status.Code code, int seconds, boolean empty) {
    assertThat(
            PubSubSubscription.waitedInVain(
                code.toStatus().asRuntimeException(), Duration.ofSeconds(seconds)))
        .isEqualTo(empty);
  }

  @Test
  void names_the_leases_that_an_exactly_once_subscription_no_longer_knows() {
    pubsub.failNext(
        refusal(Status.Code.FAILED_PRECONDITION, Map.of("b", "PERMANENT_FAILURE_INVALID_ACK_ID")));
    assertThat(subscription.acknowledge(List.of("a", "b")).join())
        .isEqualTo(LeaseAnswer.lost(Set.of("b")));
  }

  @Test
  void names_the_deliveries_for_which_an_exactly_once_subscription_has_to_be_asked_again() {
    pubsub.failNext(
        refusal(
            Status.Code.INVALID_ARGUMENT,
            Map.of(
                "a",
                "TRANSIENT_FAILURE_UNORDERED_ACK_ID",
                "b",
                "PERMANENT_FAILURE_INVALID_ACK_ID",
                "subscription",
                "projects/p/subscriptions/s")));
    assertThat(subscription.acknowledge(List.of("a", "b", "c")).join())
        .isEqualTo(new LeaseAnswer(Set.of("b"), Set.of("a")));
  }

  @Test
  void loses_the_one_that_pubsub_does_not_know_and_none_that_is_asked_with_it() {
    pubsub.doesNotKnow("c");
    assertThat(subscription.lease(List.of("a", "b", "c", "d", "e"), Duration.ofSeconds(60)).join())
        .isEqualTo(LeaseAnswer.lost(Set.of("c")));
    assertThat(pubsub.leases).containsExactlyInAnyOrder("a=60", "b=60", "d=60", "e=60");
  }

  @ParameterizedTest(name = "loses no lease when a call fails with {0}")
  @ValueSource(strings = {"FAILED_PRECONDITION", "PERMISSION_DENIED", "UNAVAILABLE"})
  void loses_no_lease_to_a_failure_that_names_none(Status.Code code) {
    pubsub.failNext(code.toStatus().withDescription("the key is disabled").asRuntimeException());
    assertThatThrownBy(() -> subscription.lease(List.of("a", "b"), Duration.ofSeconds(60)).join())
        .cause()
        .isInstanceOf(SubscriptionException.class)
        .hasMessageContaining("the key is disabled");
  }

  @Test
  void keeps_its_requests_below_the_limit_of_pubsub() {
    var ids = IntStream.range(0, 2_000).mapToObj(n -> "x".repeat(600) + n).toList();
    assertThat(subscription.acknowledge(ids).join()).isEqualTo(LeaseAnswer.DONE);
    assertThat(pubsub.acknowledged).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(pubsub.requestBytes).hasSize(3).allMatch(bytes -> bytes < 512 * 1024);
  }

  @Test
  void sends_the_request_again_that_failed_beside_others() {
    var ids = IntStream.range(0, 2_000).mapToObj(n -> "x".repeat(600) + n).toList();
    pubsub.failNext(Status.UNAVAILABLE.asRuntimeException());
    var answer = subscription.acknowledge(ids).join();
    assertThat(answer.lost()).isEmpty();
    assertThat(answer.again()).hasSizeBetween(300, 1_000);
  }

  @Test
  void names_itself_to_the_front_ends_that_route_calls() {
    subscription.acknowledge(List.of("a")).join();
    var opened = subscription.stream(1, 1, Duration.ofSeconds(60), new Unheard());
    pubsub.opened.join();
    opened.cancel();
    assertThat(pubsub.routes)
        .containsExactly(
            "subscription=projects%2Fp%2Fsubscriptions%2Fs",
            "subscription=projects%2Fp%2Fsubscriptions%2Fs");
  }

  @Test
  void opens_streams_on_which_pings_are_answered_and_bytes_count() {
    var opened = subscription.stream(3, 5_000, Duration.ofSeconds(60), new Unheard());
    var opening = pubsub.opened.join();
    opened.cancel();
    assertThat(opening.getProtocolVersion()).isEqualTo(1);
    assertThat(opening.getMaxOutstandingMessages()).isEqualTo(3);
    assertThat(opening.getMaxOutstandingBytes()).isEqualTo(5_000);
    assertThat(opening.getStreamAckDeadlineSeconds()).isEqualTo(60);
  }

  @Test
  void allows_everything_to_be_said_on_a_stream_that_has_ended() {
    var finished = subscription.stream(1, 1, Duration.ofSeconds(60), new Unheard());
    finished.finish();
    finished.ping();
    finished.finish();
    finished.cancel();
    var cut = subscription.stream(1, 1, Duration.ofSeconds(60), new Unheard());
    cut.cancel();
    cut.finish();
    cut.ping();
    cut.cancel();
  }

  @Test
  void stores_dead_letters_on_a_topic() {
    var origin = new DeadLetter.Origin("projects/p/subscriptions/s", "pod", "image");
    var letter =
        DeadLetter.of(
            Tasks.of("data"), Failure.of("exit", "Bad."), 1, Instant.ofEpochSecond(0), origin);
    new PubSubDeadLetterTopic("projects/p/topics/dead", channel, Optional.empty())
        .publish(letter)
        .join();
    assertThat(pubsub.published.get(0).getData().toStringUtf8()).isEqualTo("data");
    assertThat(pubsub.published.get(0).getAttributesMap())
        .containsEntry("taskworkers-error-message", "Bad.");
  }

  private static StatusRuntimeException refusal(Status.Code code, Map<String, String> reasons) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .addDetails(Any.pack(ErrorInfo.newBuilder().putAllMetadata(reasons).build()))
            .build());
  }

  private record Unheard() implements TaskStream.Events {
    @Override
    public void sent() {}

    @Override
    public void arrived(List<Delivery> deliveries) {}

    @Override
    public void ended(Optional<SubscriptionException> reason) {}
  }
}
