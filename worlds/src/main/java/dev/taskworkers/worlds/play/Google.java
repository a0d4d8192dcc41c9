// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import dev.taskworkers.emulator.EmbeddedCloud;
import dev.taskworkers.operator.signals.backlog.MonitoringClient;
import dev.taskworkers.worlds.spec.Disturbance.SoughtBack;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.World;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** The way to the emulated cloud: gRPC within this process, on the thread that calls. */
public final class Google implements AutoCloseable {
  private final String name = InProcessServerBuilder.generateName();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final Server server;
  private final MonitoringClient monitoring;

  public Google(EmbeddedCloud cloud, World world) {
    var builder = InProcessServerBuilder.forName(name).directExecutor();
    cloud.services("operator").forEach(builder::addService);
    try {
      server = builder.build().start();
    } catch (IOException e) {
      throw new UncheckedIOException("A server in this process can't be started.", e);
    }
    monitoring = MonitoringClient.over(open());
    make(world);
  }

  /** Deadlines are of wall-clock time, and a call within this thread ends before the next. */
  private static final class NoDeadlines implements ClientInterceptor {
    @Override
    public <A, B> ClientCall<A, B> interceptCall(
        MethodDescriptor<A, B> method, CallOptions options, Channel next) {
      return next.newCall(method, options.withDeadline(null));
    }
  }

  private void make(World world) {
    var channel = open();
    PublisherGrpc.newBlockingStub(channel)
        .createTopic(Topic.newBuilder().setName(TaskBook.TOPIC).build());
    SubscriberGrpc.newBlockingStub(channel)
        .createSubscription(
            Subscription.newBuilder()
                .setName(PoolSettings.SUBSCRIPTION)
                .setTopic(TaskBook.TOPIC)
                .setAckDeadlineSeconds(60)
                .setEnableMessageOrdering(world.isOrdered())
                .setRetainAckedMessages(world.all(SoughtBack.class).findAny().isPresent())
                .build());
  }

  /** A connection for calls that are waited for. */
  ManagedChannel open() {
    return open(Runnable::run);
  }

  /**
   * Another connection.
   *
   * @param callbacks runs what follows from an answer
   */
  ManagedChannel open(Executor callbacks) {
    var channel =
        InProcessChannelBuilder.forName(name)
            .executor(callbacks)
            .intercept(new NoDeadlines())
            .build();
    channels.add(channel);
    return channel;
  }

  MonitoringClient monitoring() {
    return monitoring;
  }

  @Override
  public void close() {
    monitoring.close();
    channels.forEach(ManagedChannel::shutdownNow);
    server.shutdownNow();
  }
}
