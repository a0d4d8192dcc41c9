// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.StreamingPullResponse.SubscriptionProperties;
import dev.taskworkers.emulator.pubsub.delivery.Consumer;
import dev.taskworkers.emulator.pubsub.delivery.Lease;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.emulator.transport.ApiError;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What one stream is sent: messages as far as its flow control and its socket allow. */
final class StreamConsumer implements Consumer {
  /** Taken but not sent yet; bounds the memory of a stream without flow control. */
  private static final int MAX_PENDING = 1000;

  private static final int RESPONSE_BYTES = 1024 * 1024;

  /** What comes with a message: its id and times, and the id to acknowledge it with. */
  private static final int ENVELOPE_BYTES = 200;

  private final Broker broker;
  private final String client;
  private final SubscriptionQueue subscription;
  private final ServerCallStreamObserver<StreamingPullResponse> answer;
  private final FlowControl flow;
  private final StreamConditions conditions;
  private final Throughput throughput;
  private final StreamFate fate;
  private final Queue<Lease> pending = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pendingCount = new AtomicInteger();
  private volatile Duration leaseTime;
  private volatile Optional<ApiError> refusal = Optional.empty();
  private volatile Instant saidAt;
  private volatile boolean over;

  StreamConsumer(
      Broker broker,
      String client,
      SubscriptionQueue subscription,
      StreamingPullRequest opening,
      StreamConditions conditions,
      StreamFate fate,
      ServerCallStreamObserver<StreamingPullResponse> answer) {
    this.broker = broker;
    this.client = client;
    this.subscription = subscription;
    this.answer = answer;
    this.conditions = conditions;
    this.throughput = new Throughput(conditions.bytesPerSecond());
    this.fate = fate;
    this.saidAt = fate.openSince();
    this.flow =
        new FlowControl(opening.getMaxOutstandingMessages(), opening.getMaxOutstandingBytes());
    this.leaseTime = Duration.ofSeconds(opening.getStreamAckDeadlineSeconds());
  }

  SubscriptionQueue subscription() {
    return subscription;
  }

  @Override
  public String client() {
    return client;
  }

  @Override
  public boolean hasRoom() {
    return !over
        && flow.hasRoom()
        && pendingCount.get() < MAX_PENDING
        && throughput.hasRoom(conditions.now())
        && !isDeaf()
        && !isStuck()
        && !conditions.isThrottled(subscription.config().getName())
        && answer.isReady()
        && !answer.isCancelled();
  }

  private boolean isDeaf() {
    return fate.deaf()
        || conditions.now().isBefore(fate.bringsFrom())
        || conditions.isDeaf(subscription.config().getName());
  }

  private boolean isStuck() {
    return conditions.isStuck(subscription.config().getName(), fate.openSince());
  }

  /** The client gave a sign of life. */
  void said() {
    saidAt = conditions.now();
  }

  @Override
  public boolean isOver(Instant now) {
    return conditions.isOver(fate, saidAt, now);
  }

  @Override
  public Duration leaseTime(Duration ackDeadline) {
    return leaseTime;
  }

  void setLeaseTime(Duration changed) {
    leaseTime = changed;
  }

  @Override
  public void take(Lease lease) {
    flow.take(lease.bytes());
    throughput.take(
        subscription.transformed(lease.message()).getSerializedSize() + ENVELOPE_BYTES,
        conditions.now());
    pendingCount.incrementAndGet();
    pending.add(lease);
  }

  @Override
  public void ended(Lease lease) {
    flow.free(lease.bytes());
  }

  @Override
  public boolean stays() {
    return true;
  }

  @Override
  public void refuse(ApiError reason) {
    refusal = Optional.of(reason);
  }

  void join() {
    broker.run((all, now) -> subscription.join(this));
  }

  void leave() {
    broker.run((all, now) -> subscription.leave(this));
  }

  /** There may be room again. */
  void stir() {
    broker.run((all, now) -> broker.deliverable(subscription));
  }

  @Override
  public void flush() {
    var sent = 0;
    synchronized (answer) {
      while (!pending.isEmpty()) {
        sent += sendNextBatch();
      }
      refusal.ifPresent(this::fail);
    }
    if (sent >= MAX_PENDING) {
      stir();
    }
  }

  private int sendNextBatch() {
    var response = StreamingPullResponse.newBuilder();
    var bytes = 0;
    for (var lease = pending.poll(); lease != null; lease = pending.poll()) {
      var received = Received.of(lease, subscription);
      response.addReceivedMessages(received);
      bytes += received.getSerializedSize();
      if (bytes >= RESPONSE_BYTES) {
        break;
      }
    }
    pendingCount.addAndGet(-response.getReceivedMessagesCount());
    send(response);
    return response.getReceivedMessagesCount();
  }

  /** Every response tells the subscription's properties, because some clients read each. */
  void send(StreamingPullResponse.Builder response) {
    if (isStuck()) {
      return;
    }
    var settings = subscription.config();
    var properties =
        SubscriptionProperties.newBuilder()
            .setExactlyOnceDeliveryEnabled(settings.getEnableExactlyOnceDelivery())
            .setMessageOrderingEnabled(settings.getEnableMessageOrdering());
    synchronized (answer) {
      if (!over) {
        answer.onNext(response.setSubscriptionProperties(properties).build());
      }
    }
  }

  void fail(ApiError reason) {
    synchronized (answer) {
      if (!over) {
        over = true;
        answer.onError(reason.toGrpc());
      }
    }
  }

  /** Ends in order: what was taken before is sent, though the thread that took it has not yet. */
  void complete() {
    synchronized (answer) {
      while (!over && !pending.isEmpty()) {
        sendNextBatch();
      }
      if (!over) {
        over = true;
        answer.onCompleted();
      }
    }
  }
}
