// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import dev.taskworkers.emulator.pubsub.delivery.Consumer;
import dev.taskworkers.emulator.transport.ApiError;
import dev.taskworkers.emulator.transport.CallFilter;
import dev.taskworkers.emulator.transport.Faults;
import dev.taskworkers.emulator.transport.GrpcServers;
import io.grpc.BindableService;
import io.grpc.Server;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/** Serves Pub/Sub to named clients, on one broker. */
public final class PubSub {
  private final Broker broker;
  private final PubSubFaults faults;
  private final List<BindableService> permissions;
  private final PullConditions calls;
  private final StreamConditions streams;

  public PubSub(
      Broker broker,
      Faults faults,
      ScheduledExecutorService timers,
      PullOptions pulls,
      StreamOptions streams,
      Clock clock) {
    this.broker = broker;
    this.faults = new PubSubFaults(faults, broker);
    this.permissions =
        List.of(
            new PermissionService(PermissionService.OF_PUBSUB, broker, faults),
            new PermissionService(PermissionService.OF_PROJECTS, broker, faults));
    this.calls = new PullConditions(pulls, faults, timers);
    this.streams = new StreamConditions(clock, faults, streams);
  }

  private static Function<Consumer, Optional<ApiError>> due(Instant now) {
    return consumer ->
        consumer.isOver(now) ? Optional.of(StreamConditions.end()) : Optional.empty();
  }

  /** Listens on {@code port}; everything that comes in is attributed to {@code client}. */
  public Server open(GrpcServers listeners, int port, String client) {
    return listeners.serve(port, faults, services(client));
  }

  /** What {@code client} calls; {@link #faults} is to be asked before each call. */
  public List<BindableService> services(String client) {
    return List.of(
        new PublisherService(broker),
        new SubscriberService(broker, client, calls, streams),
        permissions.get(0),
        permissions.get(1));
  }

  /** What refuses calls while something goes wrong. */
  public CallFilter faults() {
    return faults;
  }

  /** Lets leases, pauses and streams end that are over, and breaks streams under a fault. */
  public void advance() {
    faults.breakOpenCalls();
    broker.run((all, now) -> all.subscriptions().forEach(each -> each.dismiss(due(now))));
    broker.advance();
  }
}
