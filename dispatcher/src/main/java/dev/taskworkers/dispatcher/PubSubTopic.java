// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublishResponse;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PublisherGrpc.PublisherStub;
import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.runtime.RoutingHeader;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A topic of Pub/Sub, on one connection. */
final class PubSubTopic implements Topic, AutoCloseable {
  /** As Google's publisher: compression makes what is smaller no smaller. */
  private static final int LEAST_COMPRESSED = 240;

  private final String name;
  private final ManagedChannel channel;
  private final PublisherStub plain;
  private final PublisherStub large;

  /**
   * @param threads where answers are heard, and what waits for them goes on
   */
  PubSubTopic(DispatcherConfig config, Executor threads) {
    name = config.topic();
    var credentials = config.endpoint().callCredentials();
    channel = config.endpoint().openChannel(threads);
    var stub = PublisherGrpc.newStub(channel).withInterceptors(RoutingHeader.of("topic", name));
    plain = credentials.map(stub::withCallCredentials).orElse(stub);
    large = config.compressed() ? plain.withCompression("gzip") : plain;
  }

  @Override
  public CompletableFuture<List<String>> publish(List<PubsubMessage> messages, Duration limit) {
    var request = PublishRequest.newBuilder().setTopic(name).addAllMessages(messages).build();
    var stub = request.getSerializedSize() < LEAST_COMPRESSED ? plain : large;
    var answer = new Answer(messages.size());
    stub.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS).publish(request, answer);
    return answer.ids;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  /** What one request is answered. */
  private static final class Answer implements StreamObserver<PublishResponse> {
    private final CompletableFuture<List<String>> ids = new CompletableFuture<>();
    private final int expected;
    private List<String> received = List.of();

    Answer(int expected) {
      this.expected = expected;
    }

    @Override
    public void onNext(PublishResponse response) {
      received = response.getMessageIdsList();
    }

    @Override
    public void onError(Throwable problem) {
      ids.completeExceptionally(problem);
    }

    @Override
    public void onCompleted() {
      if (received.size() == expected) {
        ids.complete(received);
      } else {
        ids.completeExceptionally(
            Status.INTERNAL
                .withDescription(
                    "Pub/Sub answered " + received.size() + " ids for " + expected + " tasks.")
                .asRuntimeException());
      }
    }
  }
}
