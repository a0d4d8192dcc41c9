// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import dev.taskworkers.emulator.monitoring.MonitoringFaults;
import dev.taskworkers.emulator.monitoring.MonitoringService;
import dev.taskworkers.emulator.monitoring.Sampler;
import dev.taskworkers.emulator.pubsub.Broker;
import dev.taskworkers.emulator.pubsub.PubSub;
import dev.taskworkers.emulator.pubsub.delivery.DeliveryConditions;
import dev.taskworkers.emulator.transport.CallGuard;
import dev.taskworkers.emulator.transport.Faults;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/**
 * Pub/Sub and Cloud Monitoring for callers in this process, on a clock and on timers of theirs: it
 * opens no port, has no thread, and nothing happens unless somebody calls.
 */
public final class EmbeddedCloud {
  private final Clock clock;
  private final Faults faults;
  private final Broker broker;
  private final Sampler sampler;
  private final PubSub pubsub;
  private final MonitoringService monitoring;

  /** A cloud without topics and subscriptions; the ports of {@code options} don't matter. */
  public EmbeddedCloud(CloudOptions options, Clock clock, ScheduledExecutorService timers) {
    this.clock = clock;
    faults = new Faults(clock);
    broker =
        new Broker(clock, options.capacity(), new DeliveryConditions(options.deliveries(), faults));
    sampler = new Sampler(broker, faults, options.metrics(), clock.instant());
    pubsub = new PubSub(broker, faults, timers, options.pulls(), options.streams(), clock);
    monitoring = new MonitoringService(sampler, faults, options.metrics(), clock);
  }

  /** What {@code client} calls over gRPC. */
  public List<ServerServiceDefinition> services(String client) {
    var pubsubGuard = new CallGuard(pubsub.faults());
    var monitoringGuard = new CallGuard(new MonitoringFaults(faults));
    return Stream.concat(
            pubsub.services(client).stream()
                .map(service -> ServerInterceptors.intercept(service, pubsubGuard)),
            Stream.of(ServerInterceptors.intercept(monitoring, monitoringGuard)))
        .toList();
  }

  /** For callers that need no gRPC. */
  public Broker broker() {
    return broker;
  }

  PubSub pubsub() {
    return pubsub;
  }

  MonitoringService monitoring() {
    return monitoring;
  }

  /** What goes wrong. */
  public Faults faults() {
    return faults;
  }

  /** Does what is due by the clock: leases expire, back-offs end, samples are taken. */
  public void advance() {
    pubsub.advance();
    sampler.advance(clock.instant());
  }
}
