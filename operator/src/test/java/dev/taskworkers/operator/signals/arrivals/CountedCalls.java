// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.pubsub.v1.StreamingPullResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A channel that knows how often each method was called, and which streams wait for an answer. */
final class CountedCalls extends ManagedChannel {
  private final ManagedChannel channel;
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
  private final Map<Object, AtomicInteger> unanswered = new ConcurrentHashMap<>();

  CountedCalls(ManagedChannel channel) {
    this.channel = channel;
  }

  int of(String method) {
    return calls.computeIfAbsent(method, name -> new AtomicInteger()).get();
  }

  /** Whether every opening and every ping on a stream has its answer, or its stream is over. */
  boolean areAnswered() {
    return unanswered.values().stream().allMatch(open -> open.get() <= 0);
  }

  @Override
  public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
    calls
        .computeIfAbsent(method.getBareMethodName(), name -> new AtomicInteger())
        .incrementAndGet();
    var call = channel.newCall(method, options);
    return method.getType() == MethodDescriptor.MethodType.UNARY ? call : counted(call);
  }

  private <Q, A> ClientCall<Q, A> counted(ClientCall<Q, A> call) {
    var open = new AtomicInteger();
    unanswered.put(call, open);
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onMessage(A answer) {
                super.onMessage(answer);
                if (((StreamingPullResponse) answer).getReceivedMessagesCount() == 0) {
                  open.decrementAndGet();
                }
              }

              @Override
              public void onClose(Status status, Metadata trailers) {
                super.onClose(status, trailers);
                unanswered.remove(call);
              }
            },
            headers);
      }

      @Override
      public void sendMessage(Q request) {
        var acknowledges =
            request instanceof com.google.pubsub.v1.StreamingPullRequest said
                && said.getAckIdsCount() > 0;
        open.addAndGet(acknowledges ? 0 : 1);
        super.sendMessage(request);
      }
    };
  }

  @Override
  public String authority() {
    return channel.authority();
  }

  @Override
  public ManagedChannel shutdown() {
    return channel.shutdown();
  }

  @Override
  public boolean isShutdown() {
    return channel.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return channel.isTerminated();
  }

  @Override
  public ManagedChannel shutdownNow() {
    return channel.shutdownNow();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return channel.awaitTermination(timeout, unit);
  }
}
