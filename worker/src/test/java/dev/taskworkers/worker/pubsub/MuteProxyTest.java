// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.SubscriptionException;
import dev.taskworkers.worker.pull.TaskStream;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Behind a proxy that takes connections and says nothing, a subscription")
class MuteProxyTest {
  private ServerSocket proxy;
  private ManagedChannel channel;
  private PubSubSubscription subscription;

  @BeforeEach
  void connect() throws IOException {
    proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    channel =
        new GoogleEndpoint("127.0.0.1:" + proxy.getLocalPort(), true)
            .openDirectChannel(ForkJoinPool.commonPool());
    subscription =
        new PubSubSubscription(
            "projects/p/subscriptions/tasks", channel, Optional.empty(), Runnable::run);
  }

  @AfterEach
  void disconnect() throws IOException {
    channel.shutdownNow();
    proxy.close();
  }

  @Test
  void does_not_take_a_request_for_sent_that_waits_for_a_connection() throws IOException {
    var sent = new CompletableFuture<Void>();
    var opened = new CompletableFuture<Void>();
    var pull = subscription.pull(1, () -> sent.complete(null));
    subscription.stream(1, 1, Duration.ofSeconds(60), new Opened(opened));
    try (var connection = proxy.accept()) {
      // The client has spoken, so that it would have sent its requests by now, were it to.
      assertThat(connection.getInputStream().read()).isEqualTo('P');
      assertThat(sent).isNotDone();
      assertThat(opened).isNotDone();
      assertThat(pull).isNotDone();
    }
  }

  @Test
  void makes_another_connection_when_it_is_told() throws IOException {
    subscription.pull(1, () -> {});
    try (var mute = proxy.accept();
        var cloud = LocalCloud.start(CloudOptions.undisturbed(), Clock.systemUTC());
        var account =
            new Account(
                new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true),
                "p",
                Duration.ofSeconds(60))) {
      var topic = account.newTopic();
      account.newSubscription(topic, "tasks");
      assertThat(mute.getInputStream().read()).isEqualTo('P');
      subscription.reconnect();
      try (var next = proxy.accept();
          var server = new Socket(InetAddress.getLoopbackAddress(), cloud.pubsubPort())) {
        Wire.between(next, server);
        var sent = new CompletableFuture<Void>();
        account.publish(topic, "hello", "hello");
        assertThat(subscription.pull(1, () -> sent.complete(null)).join()).isNotEmpty();
        sent.join();
      }
    }
  }

  private record Opened(CompletableFuture<Void> opened) implements TaskStream.Events {
    @Override
    public void sent() {
      opened.complete(null);
    }

    @Override
    public void arrived(List<Delivery> deliveries) {}

    @Override
    public void ended(Optional<SubscriptionException> reason) {}
  }
}
