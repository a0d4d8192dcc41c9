// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.common.collect.Lists;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberStub;
import dev.taskworkers.runtime.RoutingHeader;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Optional;

/** One StreamingPull that acknowledges at once what it is given; payloads are dropped unread. */
final class DoorbellStream
    implements ClientResponseObserver<StreamingPullRequest, StreamingPullResponse> {
  private static final int ACK_DEADLINE_SECONDS = 60;
  private static final int OUTSTANDING = 5_000;

  /** Enough for 10 MB a second at a round trip of 100 ms; what a doorbell may hold in memory. */
  private static final int OUTSTANDING_BYTES = 1024 * 1024;

  /** Of so many tasks without payload, each with an id and a name for its acknowledgement. */
  private static final int LARGEST_BYTES = 4 * OUTSTANDING_BYTES;

  /**
   * What a task takes in an answer besides its payload, at most: its id, its time and a name for
   * its acknowledgement, which Pub/Sub doesn't count among the outstanding bytes.
   */
  private static final int ENVELOPE_BYTES = 1024;

  /** From this one on Pub/Sub answers pings. */
  private static final int PROTOCOL_VERSION = 1;

  /** A request may have 512 KiB, and an id a few hundred bytes. */
  private static final int ACKS_AT_ONCE = 1_000;

  private final Ear ear;
  private volatile boolean closed;
  private volatile ClientCallStreamObserver<StreamingPullRequest> requests;

  /** Who listens to a stream; called by one thread at a time. */
  interface Ear {
    /** Every response, those too that bring no task. */
    void heard(DoorbellStream stream, Delivery delivery);

    /** Once, when the stream is over, unless it was closed. */
    void ended(DoorbellStream stream, Status why);
  }

  private DoorbellStream(Ear ear) {
    this.ear = ear;
  }

  /**
   * Opens a stream.
   *
   * @param payloads how much of them it may bring; empty where none come
   */
  static DoorbellStream open(
      SubscriberStub pubsub, String subscription, Optional<PayloadBudget.Part> payloads, Ear ear) {
    var stream = new DoorbellStream(ear);
    // A quarter for payloads and one for what surrounds them: Pub/Sub sends one task beyond what
    // may be outstanding.
    var bytes = payloads.map(part -> part.bytes() / 4).orElse(OUTSTANDING_BYTES);
    var tasks = payloads.map(part -> part.bytes() / 4 / ENVELOPE_BYTES).orElse(OUTSTANDING);
    pubsub
        .withMaxInboundMessageSize(payloads.map(PayloadBudget.Part::bytes).orElse(LARGEST_BYTES))
        .withInterceptors(RoutingHeader.of("subscription", subscription))
        .streamingPull(stream)
        .onNext(
            StreamingPullRequest.newBuilder()
                .setSubscription(subscription)
                .setStreamAckDeadlineSeconds(ACK_DEADLINE_SECONDS)
                .setMaxOutstandingMessages(tasks)
                .setMaxOutstandingBytes(bytes)
                .setProtocolVersion(PROTOCOL_VERSION)
                .build());
    return stream;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<StreamingPullRequest> stream) {
    requests = stream;
  }

  @Override
  public void onNext(StreamingPullResponse response) {
    ear.heard(this, Delivery.of(response));
    for (var some : Lists.partition(response.getReceivedMessagesList(), ACKS_AT_ONCE)) {
      var acks = StreamingPullRequest.newBuilder();
      some.stream().map(ReceivedMessage::getAckId).forEach(acks::addAckIds);
      send(acks.build());
    }
  }

  /** Asks the server for a sign of life. */
  void ping() {
    send(StreamingPullRequest.getDefaultInstance());
  }

  /** Acknowledgements, pings and the end come from different threads; a call takes no two. */
  private synchronized void send(StreamingPullRequest request) {
    if (!closed) {
      requests.onNext(request);
    }
  }

  @Override
  public void onError(Throwable problem) {
    if (!closed) {
      ear.ended(this, Status.fromThrowable(problem));
    }
  }

  @Override
  public void onCompleted() {
    if (!closed) {
      ear.ended(this, Status.UNAVAILABLE.withDescription("the server ended the stream"));
    }
  }

  synchronized void close() {
    closed = true;
    requests.cancel("the doorbell is not needed any more", null);
  }
}
