// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.operator.scaling.input.Arrivals;
import io.grpc.Channel;
import java.time.Instant;
import java.util.Optional;

/**
 * Watches one subscription's arrivals by the best means that there is: doorbell, probe, or none.
 */
final class DoorbellOrProbe implements ArrivalWatch {
  private static final String METRIC_ALONE = "New tasks are known from Monitoring alone. ";

  /** A look at a pool that was under way when the pool or the operator's term ended. */
  static final ArrivalObservation OVER =
      metric(Arrivals.notCounted(), false, "The operator no longer listens.");

  private final ArrivalWatches watches;
  private final SubscriptionName subscription;
  private final String tenant;
  private final Channel channel;
  private final Runnable onRing;
  private Optional<Doorbells.Place> place = Optional.empty();
  private Optional<Probe> probe = Optional.empty();
  private Optional<Probe> firstLook = Optional.empty();

  /** The last pull of a probe that is over. */
  private ListenableFuture<?> lastPull = Futures.immediateVoidFuture();

  private boolean closed;
  private volatile boolean empty;

  /**
   * @param watches makes doorbells and probes
   * @param tenant on whose behalf probes are made
   * @param channel for the probes, given back when the last pull on it has ended
   * @param onRing is run when a task arrives while the pool is empty
   */
  DoorbellOrProbe(
      ArrivalWatches watches,
      SubscriptionName subscription,
      String tenant,
      Channel channel,
      Runnable onRing) {
    this.watches = watches;
    this.subscription = subscription;
    this.tenant = tenant;
    this.channel = channel;
    this.onRing = onRing;
  }

  @Override
  public synchronized ArrivalObservation heard(
      ArrivalSourceRequest wanted, boolean poolIsEmpty, Instant now) {
    if (closed) {
      return OVER;
    }
    empty = poolIsEmpty;
    return switch (wanted.mode()) {
      case Metric -> {
        closeDoorbell();
        closeProbe();
        yield metric(Arrivals.notCounted(), true, "The pool asks for this.");
      }
      case Probe -> {
        closeDoorbell();
        yield probe(true, "The pool asks for this.");
      }
      case Doorbell, Auto -> doorbell(wanted, now);
    };
  }

  private ArrivalObservation doorbell(ArrivalSourceRequest wanted, Instant now) {
    if (!wanted.source().isKnown()) {
      closeDoorbell();
      return instead(wanted, Arrivals.notCounted(), ArrivalMessages.UNKNOWN_TOPIC);
    }
    var bell = open(wanted);
    if (bell.isEmpty()) {
      return new ArrivalObservation(
          Arrivals.notCounted(), false, "DoorbellSilent", ArrivalMessages.UNKNOWN_INSTALLATION);
    }
    var reading = bell.get().read(now);
    var told = reading.counted();
    var counted = told.noticing(firstLook.flatMap(this::noticed).or(told::noticed));
    if (reading.failure().isEmpty()) {
      closeProbe();
    }
    return switch (reading.hearing()) {
      case EVERYTHING -> ArrivalMessages.everything(counted);
      case SAMPLES -> ArrivalMessages.samples(counted);
      case BEHIND -> ArrivalMessages.behind(counted, reading.lag());
      case NOTHING -> silent(wanted, counted, reading.failure().orElseThrow());
    };
  }

  private ArrivalObservation silent(
      ArrivalSourceRequest wanted, Arrivals counted, DoorbellFailure failure) {
    return failure.lasts()
        ? instead(
            wanted,
            counted,
            ArrivalMessages.lasting(
                failure, watches.doorbellProject(subscription), wanted.source()))
        : ArrivalMessages.soon(counted);
  }

  /** The next best, while the doorbell can't be had. */
  private ArrivalObservation instead(ArrivalSourceRequest wanted, Arrivals counted, String why) {
    return wanted.mode() == ArrivalsMode.Doorbell ? metric(counted, false, why) : probe(false, why);
  }

  /** The place at the doorbell of what the subscription gets now. */
  private Optional<Doorbells.Place> open(ArrivalSourceRequest wanted) {
    if (place.filter(at -> at.isOn(wanted.source())).isEmpty()) {
      closeDoorbell();
      place = watches.listen(subscription, wanted.source(), this::ring);
      // Until a sample shows them, a doorbell knows nothing of tasks that were there before it.
      firstLook =
          place.isPresent() && empty && wanted.mode() == ArrivalsMode.Auto
              ? Optional.of(newProbe(true))
              : Optional.empty();
    }
    return place;
  }

  private Optional<Instant> noticed(Probe look) {
    look.watch(empty);
    return look.hit();
  }

  private Probe newProbe(boolean once) {
    return watches.probe(channel, subscription, tenant, this::ring, once);
  }

  private void ring() {
    if (empty) {
      onRing.run();
    }
  }

  private ArrivalObservation probe(boolean full, String why) {
    if (probe.isEmpty()) {
      probe = Optional.of(newProbe(false));
    }
    // While the doorbell's first look is out, it is the one that may find a task.
    var found = firstLook.flatMap(Probe::hit);
    probe.get().watch(empty && found.isEmpty());
    var problem = probe.get().problem();
    return problem.isPresent()
        ? metric(
            Arrivals.notCounted(),
            false,
            why + ArrivalMessages.noProbe(problem.get(), subscription))
        : new ArrivalObservation(
            Arrivals.probed(probe.get().hit().or(() -> found)),
            full,
            "Probe",
            "An empty pool pulls one task and gives it back to notice it. " + why);
  }

  private static ArrivalObservation metric(Arrivals counted, boolean full, String why) {
    return new ArrivalObservation(counted, full, ArrivalObservation.METRIC, METRIC_ALONE + why);
  }

  private void closeDoorbell() {
    place.ifPresent(Doorbells.Place::leave);
    place = Optional.empty();
    firstLook.ifPresent(this::end);
    firstLook = Optional.empty();
  }

  private void closeProbe() {
    probe.ifPresent(this::end);
    probe = Optional.empty();
  }

  private void end(Probe over) {
    over.close();
    if (lastPull.isDone()) {
      lastPull = over.rest();
    }
  }

  @Override
  public synchronized ArrivalObservation pause(String reason, String why) {
    closeDoorbell();
    closeProbe();
    return ArrivalObservation.unknown(reason, METRIC_ALONE + why);
  }

  /** Nobody uses the subscription any more: its doorbell goes, unless others listen to it. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      closeDoorbell();
      closeProbe();
      watches.isOver(this, channel, lastPull);
    }
  }

  /**
   * The operator stops: another one takes the doorbell over.
   *
   * @return ends within seconds, when a first look that was out has given back what it brought
   */
  synchronized ListenableFuture<?> leave() {
    closed = true;
    closeProbe();
    firstLook.ifPresent(Probe::close);
    return firstLook.<ListenableFuture<?>>map(Probe::rest).orElse(Futures.immediateVoidFuture());
  }
}
