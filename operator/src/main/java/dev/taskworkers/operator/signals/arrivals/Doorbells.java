// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.util.concurrent.ExecutionSequencer;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.Source;
import io.grpc.CallCredentials;
import io.grpc.Channel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/**
 * The doorbells of all pools: one for each project and source, however many pools listen to it. It
 * is opened with the first of them, and deleted when the last has been gone for a minute: whoever
 * changes a pool again and again, and back, makes no more calls than others.
 */
final class Doorbells implements AutoCloseable {
  /** Calls that look a doorbell up, make, or delete one; Google allows a hundred a second. */
  private static final int CALLS_AT_ONCE = 100;

  /** Those for topics of one project: where that does not answer, the others go on. */
  static final int CALLS_OF_PROJECT = 25;

  /** Who comes within this time was there before, as all are when a leader begins. */
  private static final Duration TOGETHER = Duration.ofMinutes(1);

  /** For how long one to which nobody listens any more is kept for who comes back. */
  static final Duration KEPT = Duration.ofMinutes(1);

  /**
   * Of a project: each holds a stream, and whoever changes a pool may name new sources for ever.
   */
  static final int KEPT_OF_PROJECT = 25;

  private final StreamChannels channels;
  private final Optional<CallCredentials> credentials;
  private final PayloadBudget payloads;
  private final ScheduledExecutorService background;
  private final Clock clock;
  private final CallLimiter turns;
  private final Deletions deletions;
  private final Map<DoorbellName, Shared> doorbells = new HashMap<>();

  /**
   * Since when nobody listens to a doorbell that is there; the one that was left first is first.
   */
  private final Map<DoorbellName, Instant> left = new LinkedHashMap<>();

  /** A doorbell that is opened again waits for what its last one still has to do. */
  private final LoadingCache<DoorbellName, ExecutionSequencer> sequences =
      CacheBuilder.newBuilder().weakValues().build(CacheLoader.from(ExecutionSequencer::create));

  private record Shared(Doorbell doorbell, Channel channel, Instant since, List<Place> listeners) {}

  public Doorbells(
      StreamChannels channels,
      Optional<CallCredentials> credentials,
      PayloadBudget payloads,
      ScheduledExecutorService background,
      Clock clock) {
    this.channels = channels;
    this.credentials = credentials;
    this.payloads = payloads;
    this.background = background;
    this.clock = clock;
    turns = new CallLimiter(CALLS_AT_ONCE, CALLS_OF_PROJECT, background);
    deletions = new Deletions(clock);
  }

  /**
   * A place at the doorbell of {@code source}.
   *
   * @param installation that the doorbell belongs to
   * @param project that it lies in
   * @param onRing runs when tasks come, on a thread of the network
   */
  public synchronized Place listen(
      String installation, String project, Source source, Runnable onRing) {
    var name = DoorbellName.of(installation, project, source);
    var shared = doorbells.computeIfAbsent(name, absent -> open(absent, source));
    var wasLeft = left.remove(name) != null;
    var now = clock.instant();
    // What was published before its subscription was made is none of a pool's tasks.
    var from = !wasLeft && now.isBefore(shared.since().plus(TOGETHER)) ? Instant.EPOCH : now;
    var place = new Place(this, name, source, shared.doorbell(), from, onRing);
    shared.listeners().add(place);
    return place;
  }

  private Shared open(DoorbellName name, Source source) {
    var channel = channels.take();
    var call = credentials.orElse(null);
    var listeners = new CopyOnWriteArrayList<Place>();
    var calls = SubscriberGrpc.newFutureStub(channel).withCallCredentials(call);
    var doorbell =
        new Doorbell(
            share ->
                new DoorbellSubscription(
                    calls,
                    turns,
                    sequences.getUnchecked(name.of(share)),
                    deletions,
                    name,
                    source,
                    share),
            SubscriberGrpc.newStub(channel).withCallCredentials(call),
            () -> payloads.take("projects/" + source.project()),
            () -> listeners.forEach(place -> place.onRing.run()),
            background,
            clock);
    return new Shared(doorbell, channel, clock.instant(), listeners);
  }

  private synchronized void leave(Place place) {
    var shared = doorbells.get(place.name);
    if (shared != null && shared.listeners().remove(place) && shared.listeners().isEmpty()) {
      left.put(place.name, clock.instant());
      var ofProject = left.keySet().stream().filter(place.name::isBeside).toList();
      if (ofProject.size() > KEPT_OF_PROJECT) {
        delete(ofProject.get(0));
      }
    }
  }

  /**
   * To be called every few seconds: looks whether streams and subscriptions are alive, and deletes
   * those that nobody wants any more, until they are gone.
   */
  public void tend(Instant now) {
    deleteLeft(now);
    deletions.tend(now);
    all().forEach(shared -> shared.doorbell().tend(now));
  }

  private synchronized void deleteLeft(Instant now) {
    var over =
        left.entrySet().stream()
            .filter(one -> !now.isBefore(one.getValue().plus(KEPT)))
            .map(Map.Entry::getKey)
            .toList();
    over.forEach(this::delete);
  }

  @CanIgnoreReturnValue
  private ListenableFuture<?> delete(DoorbellName name) {
    left.remove(name);
    var shared = doorbells.remove(name);
    channels.release(shared.channel());
    return shared.doorbell().closeAndDelete();
  }

  /**
   * Deletes at once those to which nobody listens: no pool names them, so that whoever leads next
   * does not know of them.
   *
   * @return ends when they are deleted, or Pub/Sub did not let it
   */
  synchronized ListenableFuture<?> deleteLeft() {
    var again = deletions.tryAll();
    var first = List.copyOf(left.keySet()).stream().map(this::delete);
    return Futures.successfulAsList(Stream.concat(again.stream(), first).toList());
  }

  private synchronized List<Shared> all() {
    return List.copyOf(doorbells.values());
  }

  /** The operator stops: another one takes the doorbells over. */
  @Override
  public void close() {
    all().forEach(shared -> shared.doorbell().close());
  }

  /** One pool's place at a doorbell. */
  public static final class Place {
    private final Doorbells doorbells;
    private final DoorbellName name;
    private final Source source;
    private final Doorbell doorbell;
    private final Instant from;
    private final Runnable onRing;

    private Place(
        Doorbells doorbells,
        DoorbellName name,
        Source source,
        Doorbell doorbell,
        Instant from,
        Runnable onRing) {
      this.doorbells = doorbells;
      this.name = name;
      this.source = source;
      this.doorbell = doorbell;
      this.from = from;
      this.onRing = onRing;
    }

    /** Whether it is the place to hear what {@code other} brings. */
    public boolean isOn(Source other) {
      return source.equals(other);
    }

    /** What it tells, as far as it is of this pool's tasks. */
    DoorbellReading read(Instant now) {
      return doorbell.read(from, now);
    }

    /** Not needed any more. */
    public void leave() {
      doorbells.leave(this);
    }
  }
}
