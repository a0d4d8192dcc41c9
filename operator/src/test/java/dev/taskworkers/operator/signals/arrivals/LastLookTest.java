// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** An operator that stops while it looks whether a task waits for a new pool. */
final class LastLookTest extends ListeningToTheLocalCloud {
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);

  @Test
  void gives_back_the_task_that_was_on_its_way() throws InterruptedException {
    account.publish(topic, "1");
    watches = watches("0a1b2c3d", this::slowChannel);
    soon().until(() -> heard(ArrivalsMode.Auto, true) != null && arrived.getCount() == 0);
    assertThat(leased()).isEqualTo(1);

    var stop = new Thread(watches::close);
    stop.start();
    soon().until(() -> stop.getState() != Thread.State.RUNNABLE);
    closing.countDown();
    stop.join();

    soon().until(() -> leased() == 0);
  }

  private long leased() {
    return cloud.subscription(subscription).orElseThrow().leased();
  }

  /** Keeps the answer to a pull on its way until the operator stops. */
  private ManagedChannel slowChannel() {
    return ManagedChannelBuilder.forAddress("127.0.0.1", cloud.pubsubPort())
        .usePlaintext()
        .intercept(
            new ClientInterceptor() {
              @Override
              public <A, B> ClientCall<A, B> interceptCall(
                  MethodDescriptor<A, B> method, CallOptions options, Channel next) {
                return delayed(method, next.newCall(method, options));
              }
            })
        .build();
  }

  private <A, B> ClientCall<A, B> delayed(MethodDescriptor<A, B> method, ClientCall<A, B> call) {
    if (!method.getBareMethodName().equals("Pull")) {
      return call;
    }
    return new SimpleForwardingClientCall<>(call) {
      @Override
      public void start(Listener<B> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onMessage(B message) {
                arrived.countDown();
                try {
                  closing.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                super.onMessage(message);
              }
            },
            headers);
      }
    };
  }
}
