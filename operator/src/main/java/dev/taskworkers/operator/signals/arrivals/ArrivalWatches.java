// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.Source;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The arrivals of all subscriptions that pools use; only a leader asks, so only a leader listens.
 * What is set up in the cloud goes with the watch, but stays when the operator stops.
 */
public final class ArrivalWatches implements ArrivalSource {
  /** Longer than a first look takes, and what it brought is given back; or than deletes take. */
  private static final Duration LAST_CALLS = Duration.ofSeconds(3);

  private static final Logger LOG = LoggerFactory.getLogger(ArrivalWatches.class);

  private final Supplier<Optional<String>> installation;
  private final Optional<String> doorbellProject;
  private final StreamChannels channels;
  private final Doorbells doorbells;
  private final PayloadBudget payloads;
  private final Optional<CallCredentials> credentials;
  private final ScheduledExecutorService background;
  private final Clock clock;
  private final Set<DoorbellOrProbe> watches = new HashSet<>();

  /** Subscriptions that a probe's pull is out for. */
  private final Set<String> pullsOut = ConcurrentHashMap.newKeySet();

  private volatile ListenableFuture<?> deletes = Futures.immediateVoidFuture();
  private boolean closed;

  /**
   * @param installation lower-case letters and digits that no other installation has; doorbells are
   *     shared among the pools of one alone. Empty while unknown
   * @param doorbellProject where doorbells are made; empty: in the project of each subscription
   * @param open opens a channel to Pub/Sub
   * @param payloads how much of them may be in memory
   */
  public ArrivalWatches(
      Supplier<Optional<String>> installation,
      Optional<String> doorbellProject,
      Supplier<ManagedChannel> open,
      Optional<CallCredentials> credentials,
      PayloadBudget payloads,
      ScheduledExecutorService background,
      Clock clock) {
    this.installation = installation;
    this.doorbellProject = doorbellProject;
    this.channels = new StreamChannels(open);
    this.doorbells = new Doorbells(channels, credentials, payloads, background, clock);
    this.payloads = payloads;
    this.credentials = credentials;
    this.background = background;
    this.clock = clock;
  }

  @Override
  public synchronized ArrivalWatch watch(
      ResourceName subscription, String tenant, Runnable onRing) {
    if (closed) {
      return (wanted, poolIsEmpty, now) -> DoorbellOrProbe.OVER;
    }
    var name = SubscriptionName.of(subscription.project(), subscription.id());
    var watch = new DoorbellOrProbe(this, name, tenant, channels.take(), onRing);
    watches.add(watch);
    return watch;
  }

  /**
   * A place at the doorbell of {@code source}, for {@code subscription}; empty while its name can't
   * be told.
   */
  Optional<Doorbells.Place> listen(SubscriptionName subscription, Source source, Runnable onRing) {
    var project = doorbellProject(subscription);
    return installation.get().map(id -> doorbells.listen(id, project, source, onRing));
  }

  /** Where the doorbell for {@code subscription} is made. */
  String doorbellProject(SubscriptionName subscription) {
    return doorbellProject.orElse(subscription.getProject());
  }

  /** A probe of {@code subscription} over {@code channel}, on behalf of {@code tenant}. */
  Probe probe(
      Channel channel,
      SubscriptionName subscription,
      String tenant,
      Runnable onRing,
      boolean once) {
    var pubsub =
        SubscriberGrpc.newFutureStub(channel).withCallCredentials(credentials.orElse(null));
    return new Probe(
        pubsub,
        subscription.toString(),
        pullsOut,
        () -> payloads.take(tenant),
        onRing,
        background,
        clock,
        once);
  }

  /**
   * @param pull may be out; until it ends it has its place on {@code channel}
   */
  synchronized void isOver(DoorbellOrProbe watch, Channel channel, ListenableFuture<?> pull) {
    watches.remove(watch);
    pull.addListener(() -> channels.release(channel), MoreExecutors.directExecutor());
  }

  @Override
  public void tend(Instant now) {
    doorbells.tend(now);
  }

  @Override
  public void deleteLeft() {
    deletes = doorbells.deleteLeft();
  }

  @Override
  public void close() {
    var calls =
        Stream.concat(ended().stream().map(DoorbellOrProbe::leave), Stream.of(deletes)).toList();
    doorbells.close();
    await(calls);
    channels.close();
  }

  private synchronized Set<DoorbellOrProbe> ended() {
    closed = true;
    return Set.copyOf(watches);
  }

  /**
   * A call that is cancelled while its answer is on its way strands a task until its lease ends.
   */
  private static void await(List<? extends ListenableFuture<?>> calls) {
    try {
      Futures.successfulAsList(calls).get(LAST_CALLS.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("a last call was still out", e);
    }
  }
}
