package dev.taskworkers.worker.pubsub;

import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberFutureStub;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberStub;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.Subscription;
import dev.taskworkers.worker.pull.TaskStream;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A subscription, by Pub/Sub's own calls. */
public final class PubSubSubscription implements Subscription {
  /**
   * Pub/Sub answers an empty pull well before; without a limit a dead connection hangs for ever.
   */
  private static final Duration PULL_LIMIT = Duration.ofSeconds(90);

  /** A pull that runs out of time after so long has waited for tasks; a sooner one was refused. */
  private static final Duration WAITED = Duration.ofSeconds(5);

  private static final Duration CALL_LIMIT = Duration.ofSeconds(10);

  /** The version of the streams' protocol from which on Pub/Sub answers pings. */
  private static final int ANSWERS_PINGS = 1;

  private final String name;
  private final SubscriberFutureStub stub;
  private final SubscriberStub streams;

  /** Lets Pub/Sub recognise this worker when it opens a stream again. */
  private final String clientId = UUID.randomUUID().toString();

  /**
   * @param name in full: {@code projects/P/subscriptions/S}
   */
  public PubSubSubscription(String name, Channel channel, Optional<CallCredentials> credentials) {
    this.name = name;
    var plain = SubscriberGrpc.newFutureStub(channel);
    this.stub = credentials.map(plain::withCallCredentials).orElse(plain);
    var plainStreams = SubscriberGrpc.newStub(channel);
    this.streams = credentials.map(plainStreams::withCallCredentials).orElse(plainStreams);
  }

  @Override
  public CompletableFuture<List<Delivery>> pull(int most) {
    var request = PullRequest.newBuilder().setSubscription(name).setMaxMessages(most).build();
    var limited = limited(PULL_LIMIT);
    return GrpcFutures.bridge(
        limited.pull(request),
        answer -> answer.getReceivedMessagesList().stream().map(PubSubSubscription::read).toList(),
        failure -> {
          var left = limited.getCallOptions().getDeadline().timeRemaining(TimeUnit.MILLISECONDS);
          if (waitedInVain(failure, PULL_LIMIT.minusMillis(left))) {
            return List.of();
          }
          throw GrpcFutures.problem("Pulling from " + name, failure);
        });
  }

  /** Whether a pull that failed after {@code time} only found nothing. */
  static boolean waitedInVain(Throwable failure, Duration time) {
    return Status.fromThrowable(failure).getCode() == Status.Code.DEADLINE_EXCEEDED
        && time.compareTo(WAITED) >= 0;
  }

  @Override
  public TaskStream stream(int most, Duration lease, TaskStream.Events events) {
    var opening =
        StreamingPullRequest.newBuilder()
            .setSubscription(name)
            .setClientId(clientId)
            .setStreamAckDeadlineSeconds(Math.toIntExact(lease.toSeconds()))
            .setMaxOutstandingMessages(most)
            .setProtocolVersion(ANSWERS_PINGS)
            .build();
    return PubSubStream.open(streams, opening, "Pulling from " + name, events);
  }

  @Override
  public CompletableFuture<Set<String>> acknowledge(List<String> ackIds) {
    var request =
        AcknowledgeRequest.newBuilder().setSubscription(name).addAllAckIds(ackIds).build();
    return GrpcFutures.bridge(
        limited(CALL_LIMIT).acknowledge(request),
        answer -> Set.of(),
        failure -> LostLeases.of(failure, ackIds, "Acknowledging on " + name));
  }

  @Override
  public CompletableFuture<Set<String>> lease(List<String> ackIds, Duration lease) {
    var request =
        ModifyAckDeadlineRequest.newBuilder()
            .setSubscription(name)
            .addAllAckIds(ackIds)
            .setAckDeadlineSeconds(Math.toIntExact(lease.plusMillis(999).toSeconds()))
            .build();
    return GrpcFutures.bridge(
        limited(CALL_LIMIT).modifyAckDeadline(request),
        answer -> Set.of(),
        failure -> LostLeases.of(failure, ackIds, "Leasing on " + name));
  }

  private SubscriberFutureStub limited(Duration limit) {
    return stub.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  static Delivery read(ReceivedMessage received) {
    var message = received.getMessage();
    var published = message.getPublishTime();
    return new Delivery(
        received.getAckId(),
        new Task(
            message.getMessageId(),
            Payload.of(message.getData().toByteArray()),
            message.getAttributesMap(),
            message.getOrderingKey(),
            Instant.ofEpochSecond(published.getSeconds(), published.getNanos())),
        received.getDeliveryAttempt());
  }
}
