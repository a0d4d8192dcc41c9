// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublishResponse;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A topic on a loopback port that keeps what it gets, or answers with the next failure. */
final class RecordingTopic extends PublisherGrpc.PublisherImplBase implements AutoCloseable {
  final List<PubsubMessage> messages = new CopyOnWriteArrayList<>();
  final List<Integer> batches = new CopyOnWriteArrayList<>();
  final List<String> encodings = new CopyOnWriteArrayList<>();
  final List<String> routes = new CopyOnWriteArrayList<>();
  final Queue<Status> failures = new ConcurrentLinkedQueue<>();
  private final Server server;

  RecordingTopic() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .intercept(new Headers())
            .build()
            .start();
  }

  GoogleEndpoint endpoint() {
    return new GoogleEndpoint("127.0.0.1:" + server.getPort(), true);
  }

  @Override
  public void publish(PublishRequest request, StreamObserver<PublishResponse> answer) {
    var failure = failures.poll();
    if (failure != null) {
      answer.onError(failure.asRuntimeException());
      return;
    }
    var response = PublishResponse.newBuilder();
    batches.add(request.getMessagesCount());
    for (var message : request.getMessagesList()) {
      messages.add(message);
      response.addMessageIds("id-" + messages.size());
    }
    answer.onNext(response.build());
    answer.onCompleted();
  }

  /** Notes how each request is encoded, and where it is to go. */
  private final class Headers implements ServerInterceptor {
    private static final Metadata.Key<String> ENCODING =
        Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> ROUTE =
        Metadata.Key.of("x-goog-request-params", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      var encoding = headers.get(ENCODING);
      encodings.add(encoding == null ? "identity" : encoding);
      routes.add(String.valueOf(headers.get(ROUTE)));
      return next.startCall(call, headers);
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
