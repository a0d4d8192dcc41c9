package dev.taskworkers.operator.arrivals.doorbell;

import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberStub;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Instant;
import java.util.function.Consumer;

/** One StreamingPull that acknowledges at once what it is given; payloads are dropped unread. */
final class DoorbellStream
    implements ClientResponseObserver<StreamingPullRequest, StreamingPullResponse> {
  private static final int ACK_DEADLINE_SECONDS = 60;
  private static final int OUTSTANDING = 5_000;

  private final Consumer<Instant> onTask;
  private final Consumer<Status> onEnd;
  private volatile boolean closed;
  private volatile ClientCallStreamObserver<StreamingPullRequest> requests;

  private DoorbellStream(Consumer<Instant> onTask, Consumer<Status> onEnd) {
    this.onTask = onTask;
    this.onEnd = onEnd;
  }

  /**
   * Opens a stream.
   *
   * @param onTask gets each task's publish time
   * @param onEnd gets to know once when the stream is over, unless it was closed
   */
  static DoorbellStream open(
      SubscriberStub pubsub,
      String subscription,
      Consumer<Instant> onTask,
      Consumer<Status> onEnd) {
    var stream = new DoorbellStream(onTask, onEnd);
    pubsub
        .streamingPull(stream)
        .onNext(
            StreamingPullRequest.newBuilder()
                .setSubscription(subscription)
                .setStreamAckDeadlineSeconds(ACK_DEADLINE_SECONDS)
                .setMaxOutstandingMessages(OUTSTANDING)
                .build());
    return stream;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<StreamingPullRequest> stream) {
    requests = stream;
  }

  @Override
  public void onNext(StreamingPullResponse response) {
    var acks = StreamingPullRequest.newBuilder();
    for (var received : response.getReceivedMessagesList()) {
      var published = received.getMessage().getPublishTime();
      onTask.accept(Instant.ofEpochSecond(published.getSeconds(), published.getNanos()));
      acks.addAckIds(received.getAckId());
    }
    if (acks.getAckIdsCount() > 0) {
      requests.onNext(acks.build());
    }
  }

  @Override
  public void onError(Throwable problem) {
    if (!closed) {
      onEnd.accept(Status.fromThrowable(problem));
    }
  }

  @Override
  public void onCompleted() {
    onEnd.accept(Status.UNAVAILABLE.withDescription("the server ended the stream"));
  }

  void close() {
    closed = true;
    requests.cancel("the doorbell is not needed any more", null);
  }
}
