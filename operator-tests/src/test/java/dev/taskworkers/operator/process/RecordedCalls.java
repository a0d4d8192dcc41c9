// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** On the way to a gRPC server: notes which methods are called, and with what. */
final class RecordedCalls implements AutoCloseable {
  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] bytes) {
          return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private final ManagedChannel onwards;
  private final Server server;

  /**
   * A call.
   *
   * @param method its bare name
   * @param request its first message, as far as that is text
   */
  record Call(String method, String request) {}

  RecordedCalls(int port) {
    onwards = ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .fallbackHandlerRegistry(
                  new HandlerRegistry() {
                    @Override
                    public ServerMethodDefinition<?, ?> lookupMethod(
                        String name, String authority) {
                      var method =
                          MethodDescriptor.newBuilder(BYTES, BYTES)
                              .setFullMethodName(name)
                              .setType(MethodDescriptor.MethodType.UNKNOWN)
                              .build();
                      return ServerMethodDefinition.create(
                          method, (call, headers) -> pass(method, call, headers));
                    }
                  })
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String host() {
    return "127.0.0.1:" + server.getPort();
  }

  Set<Call> calls() {
    return Set.copyOf(calls);
  }

  private ServerCall.Listener<byte[]> pass(
      MethodDescriptor<byte[], byte[]> method, ServerCall<byte[], byte[]> call, Metadata headers) {
    var further = onwards.newCall(method, CallOptions.DEFAULT);
    further.start(
        new ClientCall.Listener<>() {
          @Override
          public void onHeaders(Metadata answered) {
            call.sendHeaders(answered);
          }

          @Override
          public void onMessage(byte[] message) {
            call.sendMessage(message);
            further.request(1);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            call.close(status, trailers);
          }
        },
        headers);
    further.request(1);
    call.request(1);
    return new ServerCall.Listener<>() {
      private boolean isNoted;

      @Override
      public void onMessage(byte[] message) {
        if (!isNoted) {
          isNoted = true;
          var text = new String(message, StandardCharsets.ISO_8859_1);
          calls.add(new Call(method.getBareMethodName(), text));
        }
        further.sendMessage(message);
        call.request(1);
      }

      @Override
      public void onHalfClose() {
        further.halfClose();
      }

      @Override
      public void onCancel() {
        further.cancel("the client has cancelled it", null);
      }
    };
  }

  @Override
  public void close() {
    server.shutdownNow();
    onwards.shutdownNow();
  }
}
