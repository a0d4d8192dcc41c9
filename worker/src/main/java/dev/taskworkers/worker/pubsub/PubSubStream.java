// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberStub;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.TaskStream;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.Optional;

/** A StreamingPull that only receives: acknowledgements go by calls of their own. */
final class PubSubStream
    implements TaskStream, ClientResponseObserver<StreamingPullRequest, List<Delivery>> {
  private final String what;
  private final Events events;
  private ClientCallStreamObserver<StreamingPullRequest> requests;

  /** gRPC throws at whoever says anything more. */
  private boolean closed;

  /**
   * @param what the call in words, for its failures
   */
  private PubSubStream(String what, Events events) {
    this.what = what;
    this.events = events;
  }

  static PubSubStream open(
      SubscriberStub stub, StreamingPullRequest opening, String what, Events events) {
    var stream = new PubSubStream(what, events);
    ClientCalls.asyncBidiStreamingCall(
        stub.getChannel()
            .newCall(Methods.STREAMING_PULL, WhenSent.in(stub.getCallOptions(), events::sent)),
        stream);
    stream.requests.onNext(opening);
    return stream;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<StreamingPullRequest> observer) {
    requests = observer;
    // The stream's own limits bound what comes; to ask for each answer would wake the network's
    // thread while the task that has just come is to begin.
    observer.disableAutoRequestWithInitial(Integer.MAX_VALUE);
  }

  @Override
  public void ping() {
    if (!closed) {
      requests.onNext(StreamingPullRequest.getDefaultInstance());
    }
  }

  @Override
  public void finish() {
    if (!closed) {
      closed = true;
      requests.onCompleted();
    }
  }

  @Override
  public void cancel() {
    closed = true;
    requests.cancel("The worker wants no more.", null);
  }

  @Override
  public void onNext(List<Delivery> deliveries) {
    events.arrived(deliveries);
  }

  @Override
  public void onError(Throwable failure) {
    events.ended(Optional.of(GrpcFutures.problem(what, failure)));
  }

  @Override
  public void onCompleted() {
    events.ended(Optional.empty());
  }
}
