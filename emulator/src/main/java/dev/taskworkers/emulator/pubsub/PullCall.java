// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.pubsub.v1.PullResponse;
import dev.taskworkers.emulator.pubsub.delivery.Consumer;
import dev.taskworkers.emulator.pubsub.delivery.Lease;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.emulator.transport.ApiError;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One Pull that waits for messages; it takes what comes at once and is over then. */
final class PullCall implements Consumer {
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final String client;
  private final int maxMessages;
  private final SubscriptionQueue subscription;
  private final PullConditions conditions;
  private final ServerCallStreamObserver<PullResponse> answer;
  private final List<Lease> taken = new ArrayList<>();
  private long bytes;
  private volatile boolean served;
  private Optional<ApiError> refusal = Optional.empty();

  /**
   * @param maxMessages that it brings
   */
  PullCall(
      String client,
      int maxMessages,
      SubscriptionQueue subscription,
      PullConditions conditions,
      ServerCallStreamObserver<PullResponse> answer) {
    this.client = client;
    this.maxMessages = maxMessages;
    this.subscription = subscription;
    this.conditions = conditions;
    this.answer = answer;
  }

  @Override
  public String client() {
    return client;
  }

  @Override
  public boolean hasRoom() {
    return taken.size() < maxMessages
        && bytes < MAX_BYTES
        && (!answer.isCancelled() || conditions.haunts(subscription.config().getName()));
  }

  @Override
  public void take(Lease lease) {
    served = true;
    taken.add(lease);
    bytes += lease.bytes();
  }

  @Override
  public boolean stays() {
    return false;
  }

  @Override
  public void refuse(ApiError reason) {
    served = true;
    refusal = Optional.of(reason);
  }

  /** Whether there is something to answer. */
  boolean isServed() {
    return served;
  }

  @Override
  public void flush() {
    if (refusal.isPresent()) {
      answer.onError(refusal.get().toGrpc());
      return;
    }
    var response = PullResponse.newBuilder();
    taken.forEach(lease -> response.addReceivedMessages(Received.of(lease, subscription)));
    conditions.answer(answer, response.build());
  }
}
