// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.Preflight;
import dev.taskworkers.operator.Tenancy;
import dev.taskworkers.operator.pool.Subscriptions;
import dev.taskworkers.operator.pubsub.SubscriptionCheck;
import dev.taskworkers.operator.signals.arrivals.ArrivalWatches;
import dev.taskworkers.operator.signals.arrivals.PayloadBudget;
import dev.taskworkers.operator.signals.backlog.CloudMonitoringBacklog;
import dev.taskworkers.operator.signals.backlog.TimeSeriesReader;
import dev.taskworkers.operator.signals.workers.Workers;
import dev.taskworkers.worlds.spec.World;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One process of the operator, from its beginning, when it knows nothing, to its end. */
public final class PlayedOperator {
  private static final Duration TICK = Duration.ofSeconds(5);

  /** As on a pod of the usual size, whatever this machine has. */
  private static final int PAYLOAD_BYTES = 27 * 1024 * 1024;

  private static final CheckResult KEPT =
      new CheckResult(CheckResult.State.READY, "It is kept.", "");

  private final VirtualTime time;
  private final ProcessTime process;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final CloudMonitoringBacklog backlog;
  private final ArrivalWatches arrivals;
  private final Supplier<FollowedPool> read;
  private FollowedPool pool;

  public PlayedOperator(
      World world,
      Rules rules,
      VirtualTime time,
      Google google,
      Cluster cluster,
      ApiServer api,
      FollowedPool.Witness witness) {
    this.time = time;
    process = new ProcessTime(time);
    Runnable ring = () -> process.execute(this::look);
    backlog =
        new CloudMonitoringBacklog(
            new TimeSeriesReader(google.monitoring()), Runnable::run, Runnable::run);
    arrivals =
        new ArrivalWatches(
            () -> Optional.of("world"),
            Optional.empty(),
            () -> opened(google.open(process)),
            Optional.empty(),
            new PayloadBudget(PAYLOAD_BYTES),
            process,
            time);
    var preflight =
        new Preflight(
            new SubscriptionCheck(SubscriberGrpc.newBlockingStub(opened(google.open()))),
            topic -> KEPT,
            Tenancy.shared(),
            new CallLimiter(1, 1, Runnable::run));
    var workers = new Workers(new PodLine(world, cluster, process), time, Duration.ZERO);
    read =
        () ->
            new FollowedPool(
                world,
                rules,
                api,
                new Subscriptions(backlog, arrivals, preflight),
                workers,
                witness,
                ring);
    pool = read.get();
    tick();
  }

  private ManagedChannel opened(ManagedChannel channel) {
    channels.add(channel);
    return channel;
  }

  private void tick() {
    var now = time.instant();
    backlog.poll(now);
    arrivals.tend(now);
    look();
    process.after(TICK, this::tick);
  }

  /** Something has moved, of which a watch tells. */
  public void ring() {
    process.execute(this::look);
  }

  /** The pool was deleted, and there is another one under its name. */
  public void makeAnew() {
    process.execute(
        () -> {
          pool.forget();
          pool = read.get();
          look();
        });
  }

  private void look() {
    pool.follow(time.instant());
  }

  /** The process is gone, and with it what it knows. */
  public void kill() {
    process.kill();
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
