package dev.taskworkers.worker.pubsub;

import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberFutureStub;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.Subscription;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A subscription by unary calls: Google advises unary pull for tasks that take their time. */
public final class PubSubSubscription implements Subscription {
  /**
   * Pub/Sub answers an empty pull well before; without a limit a dead connection hangs for ever.
   */
  private static final Duration PULL_LIMIT = Duration.ofSeconds(90);

  private static final Duration CALL_LIMIT = Duration.ofSeconds(10);

  private final String name;
  private final SubscriberFutureStub stub;

  /**
   * @param name in full: {@code projects/P/subscriptions/S}
   */
  public PubSubSubscription(String name, Channel channel, Optional<CallCredentials> credentials) {
    this.name = name;
    var plain = SubscriberGrpc.newFutureStub(channel);
    this.stub = credentials.map(plain::withCallCredentials).orElse(plain);
  }

  @Override
  public CompletableFuture<List<Delivery>> pull(int most) {
    var request = PullRequest.newBuilder().setSubscription(name).setMaxMessages(most).build();
    return GrpcFutures.bridge(
        limited(PULL_LIMIT).pull(request),
        answer -> answer.getReceivedMessagesList().stream().map(PubSubSubscription::read).toList(),
        failure -> {
          if (Status.fromThrowable(failure).getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return List.of();
          }
          throw GrpcFutures.problem("Pulling from " + name, failure);
        });
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

  private static Delivery read(ReceivedMessage received) {
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
