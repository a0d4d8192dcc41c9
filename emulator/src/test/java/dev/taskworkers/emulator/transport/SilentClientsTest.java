// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.ListTopicsRequest;
import com.google.pubsub.v1.ListTopicsResponse;
import com.google.pubsub.v1.PublisherGrpc;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that open a connection and say little. */
@DisplayName("Beside silent clients")
final class SilentClientsTest {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  /** An empty frame of settings. */
  private static final String SETTINGS = "\0\0\0\4\0\0\0\0\0";

  private static final Duration HOUR = Duration.ofHours(1);
  private static final int PATIENCE_SECONDS = 90;

  private final List<Socket> silent = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  private static final class NoTopics extends PublisherGrpc.PublisherImplBase {
    @Override
    public void listTopics(ListTopicsRequest request, StreamObserver<ListTopicsResponse> answer) {
      answer.onNext(ListTopicsResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (var socket : silent) {
      socket.close();
    }
    for (var each : open) {
      each.close();
    }
  }

  private int serve(GrpcServers servers) {
    open.add(servers);
    CallFilter everything = (method, resource) -> Optional.empty();
    return servers.serve(0, everything, List.of(new NoTopics())).getPort();
  }

  private Socket connect(int port, String first) throws IOException {
    var socket = new Socket("127.0.0.1", port);
    silent.add(socket);
    socket.getOutputStream().write(first.getBytes(US_ASCII));
    return socket;
  }

  private ManagedChannel channel(int port) {
    var channel = new GoogleEndpoint("127.0.0.1:" + port, true).openChannel();
    open.add(channel::shutdownNow);
    return channel;
  }

  /** Returns its own end of the connection by which the answer came. */
  private static SocketAddress assertIsAnswered(Channel channel) {
    var connection = new ConnectionOfCall();
    var answer =
        PublisherGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .withInterceptors(connection)
            .listTopics(ListTopicsRequest.newBuilder().setProject("projects/p").build());
    assertThat(answer.getTopicsList()).isEmpty();
    return connection.end;
  }

  /** Which end of which connection a call goes by. */
  private static final class ConnectionOfCall implements ClientInterceptor {
    private volatile SocketAddress end;

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          super.start(
              new SimpleForwardingClientCallListener<>(listener) {
                @Override
                public void onHeaders(Metadata answered) {
                  end = getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
                  super.onHeaders(answered);
                }
              },
              headers);
        }
      };
    }
  }

  @ParameterizedTest
  @MethodSource("words")
  void a_call_is_answered_while_a_thousand_hold_on(String first) throws IOException {
    var port = serve(new GrpcServers("127.0.0.1", HOUR));
    for (var i = 0; i < 1000; i++) {
      connect(port, first);
    }

    assertIsAnswered(channel(port));
  }

  static List<String> words() {
    return List.of("", "P", PREFACE, PREFACE + SETTINGS);
  }

  @Tag("slow")
  @Test
  void those_who_give_no_sign_of_life_are_let_go_and_who_gives_one_stays() throws IOException {
    // gRPC asks for a sign no earlier.
    var port = serve(new GrpcServers("127.0.0.1", HOUR, Duration.ofSeconds(10)));
    var honest = channel(port);
    var connection = assertIsAnswered(honest);
    for (var first : words()) {
      connect(port, first).setSoTimeout(PATIENCE_SECONDS * 1000);
    }

    for (var socket : silent) {
      // What the server says of itself, and then the end.
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
    assertThat(assertIsAnswered(honest)).isNotNull().isEqualTo(connection);
  }
}
