// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import dev.taskworkers.emulator.monitoring.MonitoringFaults;
import dev.taskworkers.emulator.monitoring.QueryService;
import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionView;
import dev.taskworkers.emulator.transport.CallFilter;
import dev.taskworkers.emulator.transport.Faults;
import dev.taskworkers.emulator.transport.GrpcServers;
import dev.taskworkers.runtime.DaemonThreads;
import dev.taskworkers.runtime.UsageException;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pub/Sub and Cloud Monitoring on ports of this machine, on any clock. */
public final class LocalCloud implements AutoCloseable {
  /** Whose deliveries those through the main Pub/Sub port are. */
  public static final String DEFAULT_CLIENT = "default";

  private static final Logger LOG = LoggerFactory.getLogger(LocalCloud.class);
  private static final long TICK_MILLIS = 20;

  private final EmbeddedCloud cloud;
  private final GrpcServers listeners;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Server pubsubServer;
  private final Server monitoringServer;
  private final CallFilter monitoringGate;
  private final List<BindableService> monitoring;
  private final AtomicLong monitoringCalls = new AtomicLong();
  private final AdminServer adminServer;

  private LocalCloud(CloudOptions options, Clock clock) {
    var timers = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("cloud-timer"));
    open.push(timers::shutdownNow);
    cloud = new EmbeddedCloud(options, clock, timers);
    listeners = new GrpcServers(options.host(), options.streams().connectionAge());
    open.push(listeners);
    monitoringGate = counted(new MonitoringFaults(faults()));
    monitoring = List.of(cloud.monitoring(), new QueryService(cloud.monitoring()::list, clock));
    try {
      pubsubServer = cloud.pubsub().open(listeners, options.pubsubPort(), DEFAULT_CLIENT);
      monitoringServer = listeners.serve(options.monitoringPort(), monitoringGate, monitoring);
      adminServer = AdminServer.start(options.adminPort(), faults(), this::subscriptions);
      open.push(adminServer);
    } catch (UsageException problem) {
      close();
      throw problem;
    }
    timers.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Opens the ports of Pub/Sub and Monitoring on the chosen address, and that for faults on
   * 127.0.0.1. The clock may run faster than the wall clock; all of Pub/Sub's and Monitoring's
   * times are its.
   *
   * @throws UsageException when a port is taken
   */
  public static LocalCloud start(CloudOptions options, Clock clock) {
    return new LocalCloud(options, clock);
  }

  public int pubsubPort() {
    return pubsubServer.getPort();
  }

  public int monitoringPort() {
    return monitoringServer.getPort();
  }

  public int adminPort() {
    return adminServer.port();
  }

  private CallFilter counted(CallFilter gate) {
    return (method, resource) -> {
      monitoringCalls.incrementAndGet();
      return gate.refusal(method, resource);
    };
  }

  /** Calls of Cloud Monitoring so far, refused ones included. */
  public long monitoringCalls() {
    return monitoringCalls.get();
  }

  /** What goes wrong; the admin port switches the same. */
  public Faults faults() {
    return cloud.faults();
  }

  /** Pub/Sub at one more address, for clients that speak TLS alone. */
  public ClientEndpoint openPubSub(InetSocketAddress at, ServerCredentials credentials) {
    var services = cloud.pubsub().services(DEFAULT_CLIENT);
    return new ClientEndpoint(listeners.serve(at, credentials, cloud.pubsub().faults(), services));
  }

  /** Monitoring at one more address, for clients that speak TLS alone. */
  public ClientEndpoint openMonitoring(InetSocketAddress at, ServerCredentials credentials) {
    return new ClientEndpoint(listeners.serve(at, credentials, monitoringGate, monitoring));
  }

  /** One more Pub/Sub port, whose deliveries are attributed to {@code client}. */
  public ClientEndpoint openEndpoint(String client) {
    return new ClientEndpoint(cloud.pubsub().open(listeners, 0, client));
  }

  public void observe(CloudObserver observer) {
    cloud.broker().observe(observer);
  }

  /**
   * The truth now.
   *
   * @param name full name, {@code projects/P/subscriptions/S}
   */
  public Optional<SubscriptionView> subscription(String name) {
    return cloud
        .broker()
        .call((all, now) -> all.findSubscription(name).map(subscription -> subscription.view(now)));
  }

  /** The truth about every subscription now, by name. */
  public List<SubscriptionView> subscriptions() {
    return cloud
        .broker()
        .call(
            (all, now) ->
                all.subscriptions().stream().map(subscription -> subscription.view(now)).toList());
  }

  /**
   * Does what is due by the clock: leases expire, back-offs end, samples are taken. A timer calls
   * it every few milliseconds of wall time; a test with a clock of its own calls it to be sure.
   */
  public void advance() {
    cloud.advance();
  }

  /** A timer forgets a task that throws, and time would stand still. */
  private void tick() {
    try {
      advance();
    } catch (RuntimeException | Error problem) {
      LOG.error("the local cloud could not do what was due; it tries again", problem);
    }
  }

  /** Closes all ports, those of clients included. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("The local cloud could not close.", e);
      }
    }
  }
}
