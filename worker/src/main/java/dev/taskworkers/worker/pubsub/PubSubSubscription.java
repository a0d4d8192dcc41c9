// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberFutureStub;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberStub;
import dev.taskworkers.runtime.RoutingHeader;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.LeaseAnswer;
import dev.taskworkers.worker.pull.Subscription;
import dev.taskworkers.worker.pull.TaskStream;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A subscription, by Pub/Sub's own calls. */
public final class PubSubSubscription implements Subscription {
  /** A pull for which Pub/Sub has no more time after so long has waited for tasks in vain. */
  private static final Duration WAITED = Duration.ofSeconds(5);

  /** Of leases, which are rare: gRPC wakes a thread for each limit that it watches. */
  private static final Duration CALL_LIMIT = Duration.ofSeconds(10);

  /** The version of the streams' protocol from which on Pub/Sub answers pings. */
  private static final int ANSWERS_PINGS = 1;

  private final String name;
  private final ManagedChannel channel;
  private final SubscriberFutureStub stub;
  private final SubscriberStub streams;
  private final CallOptions pulling;

  /** Lets Pub/Sub recognise this worker when it opens a stream again; made for the first one. */
  private String clientId = "";

  /**
   * @param name in full: {@code projects/P/subscriptions/S}
   * @param answers where tasks arrive; all other answers are heard of on the channel's own threads
   */
  public PubSubSubscription(
      String name,
      ManagedChannel channel,
      Optional<CallCredentials> credentials,
      Executor answers) {
    this.name = name;
    this.channel = channel;
    var routing = RoutingHeader.of("subscription", name);
    var plain = SubscriberGrpc.newFutureStub(channel).withInterceptors(routing);
    this.stub = credentials.map(plain::withCallCredentials).orElse(plain);
    var plainStreams = SubscriberGrpc.newStub(channel).withInterceptors(routing);
    this.streams =
        credentials
            .map(plainStreams::withCallCredentials)
            .orElse(plainStreams)
            .withExecutor(answers);
    this.pulling = stub.getCallOptions().withExecutor(answers);
  }

  /** Without a deadline, which Pub/Sub would wait for: it answers by itself when it finds none. */
  @Override
  public CompletableFuture<List<Delivery>> pull(int most, Runnable sent) {
    var request = PullRequest.newBuilder().setSubscription(name).setMaxMessages(most).build();
    var options = WhenSent.in(pulling, sent);
    var begun = System.nanoTime();
    return GrpcFutures.bridge(
        ClientCalls.futureUnaryCall(stub.getChannel().newCall(Methods.PULL, options), request),
        deliveries -> deliveries,
        failure -> {
          if (waitedInVain(failure, Duration.ofNanos(System.nanoTime() - begun))) {
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
  public TaskStream stream(int most, long mostBytes, Duration lease, TaskStream.Events events) {
    var opening =
        StreamingPullRequest.newBuilder()
            .setSubscription(name)
            .setClientId(clientId())
            .setStreamAckDeadlineSeconds(Math.toIntExact(lease.toSeconds()))
            .setMaxOutstandingMessages(most)
            .setMaxOutstandingBytes(mostBytes)
            .setProtocolVersion(ANSWERS_PINGS)
            .build();
    return PubSubStream.open(streams, opening, "Pulling from " + name, events);
  }

  private synchronized String clientId() {
    if (clientId.isEmpty()) {
      clientId = UUID.randomUUID().toString();
    }
    return clientId;
  }

  @Override
  public CompletableFuture<LeaseAnswer> acknowledge(List<String> ackIds) {
    return AckIds.inRequests(ackIds, this::acknowledgeAtOnce);
  }

  private CompletableFuture<LeaseAnswer> acknowledgeAtOnce(List<String> ackIds) {
    return GrpcFutures.bridge(
        ClientCalls.futureUnaryCall(
            stub.getChannel().newCall(Methods.ACKNOWLEDGE, stub.getCallOptions()),
            new AckWriter.Acks(name, ackIds)),
        answer -> LeaseAnswer.DONE,
        failure -> LostLeases.of(failure, ackIds, "Acknowledging on " + name));
  }

  @Override
  public CompletableFuture<LeaseAnswer> lease(List<String> ackIds, Duration lease) {
    var seconds = Math.toIntExact(lease.plusMillis(999).toSeconds());
    return AckIds.inRequests(ackIds, some -> leaseAtOnce(some, seconds));
  }

  private CompletableFuture<LeaseAnswer> leaseAtOnce(List<String> ackIds, int seconds) {
    var request =
        ModifyAckDeadlineRequest.newBuilder()
            .setSubscription(name)
            .addAllAckIds(ackIds)
            .setAckDeadlineSeconds(seconds)
            .build();
    return GrpcFutures.bridge(
        stub.withDeadlineAfter(CALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
            .modifyAckDeadline(request),
        answer -> LeaseAnswer.DONE,
        failure -> LostLeases.of(failure, ackIds, "Leasing on " + name));
  }

  @Override
  public void reconnect() {
    channel.enterIdle();
  }
}
