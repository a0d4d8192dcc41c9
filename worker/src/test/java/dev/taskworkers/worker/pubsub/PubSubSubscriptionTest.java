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
    subscription = new PubSubSubscription("projects/p/subscriptions/s", channel, Optional.empty());
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
    pubsub.close();
  }

  @Test
  void deliversTasksWithEverythingThatWasPublished() {
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
  void takesAcknowledgementsAndLeasesInWholeSecondsRoundedUp() {
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
  void explainsFailures(Status.Code code, boolean passing, String sentence) {
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
  void knowsAPullThatWaitedInVain(Status.Code code, int seconds, boolean empty) {
    assertThat(
            PubSubSubscription.waitedInVain(
                code.toStatus().asRuntimeException(), Duration.ofSeconds(seconds)))
        .isEqualTo(empty);
  }

  @Test
  void namesTheLeasesThatAnExactlyOnceSubscriptionNoLongerKnows() {
    pubsub.failNext(
        refusal(Status.Code.FAILED_PRECONDITION, Map.of("b", "PERMANENT_FAILURE_INVALID_ACK_ID")));
    assertThat(subscription.acknowledge(List.of("a", "b")).join())
        .isEqualTo(LeaseAnswer.lost(Set.of("b")));
  }

  @Test
  void namesTheDeliveriesForWhichAnExactlyOnceSubscriptionHasToBeAskedAgain() {
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
  void losesTheOneThatPubSubDoesNotKnowAndNoneThatIsAskedWithIt() {
    pubsub.doesNotKnow("c");
    assertThat(subscription.lease(List.of("a", "b", "c", "d", "e"), Duration.ofSeconds(60)).join())
        .isEqualTo(LeaseAnswer.lost(Set.of("c")));
    assertThat(pubsub.leases).containsExactlyInAnyOrder("a=60", "b=60", "d=60", "e=60");
  }

  @ParameterizedTest(name = "loses no lease when a call fails with {0}")
  @ValueSource(strings = {"FAILED_PRECONDITION", "PERMISSION_DENIED", "UNAVAILABLE"})
  void losesNoLeaseToAFailureThatNamesNone(Status.Code code) {
    pubsub.failNext(code.toStatus().withDescription("the key is disabled").asRuntimeException());
    assertThatThrownBy(() -> subscription.lease(List.of("a", "b"), Duration.ofSeconds(60)).join())
        .cause()
        .isInstanceOf(SubscriptionException.class)
        .hasMessageContaining("the key is disabled");
  }

  @Test
  void keepsItsRequestsBelowTheLimitOfPubSub() {
    var ids = IntStream.range(0, 2_000).mapToObj(n -> "x".repeat(600) + n).toList();
    assertThat(subscription.acknowledge(ids).join()).isEqualTo(LeaseAnswer.DONE);
    assertThat(pubsub.acknowledged).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(pubsub.requestBytes).hasSize(3).allMatch(bytes -> bytes < 512 * 1024);
  }

  @Test
  void sendsTheRequestAgainThatFailedBesideOthers() {
    var ids = IntStream.range(0, 2_000).mapToObj(n -> "x".repeat(600) + n).toList();
    pubsub.failNext(Status.UNAVAILABLE.asRuntimeException());
    var answer = subscription.acknowledge(ids).join();
    assertThat(answer.lost()).isEmpty();
    assertThat(answer.again()).hasSizeBetween(300, 1_000);
  }

  @Test
  void namesItselfToTheFrontEndsThatRouteCalls() {
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
  void opensStreamsOnWhichPingsAreAnsweredAndBytesCount() {
    var opened = subscription.stream(3, 5_000, Duration.ofSeconds(60), new Unheard());
    var opening = pubsub.opened.join();
    opened.cancel();
    assertThat(opening.getProtocolVersion()).isEqualTo(1);
    assertThat(opening.getMaxOutstandingMessages()).isEqualTo(3);
    assertThat(opening.getMaxOutstandingBytes()).isEqualTo(5_000);
    assertThat(opening.getStreamAckDeadlineSeconds()).isEqualTo(60);
  }

  @Test
  void allowsEverythingToBeSaidOnAStreamThatHasEnded() {
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
  void storesDeadLettersOnATopic() {
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
