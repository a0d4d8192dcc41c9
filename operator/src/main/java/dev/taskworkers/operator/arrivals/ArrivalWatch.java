package dev.taskworkers.operator.arrivals;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberFutureStub;
import dev.taskworkers.crds.scaling.ScalingSpec.ArrivalsMode;
import dev.taskworkers.operator.arrivals.doorbell.Doorbells;
import dev.taskworkers.operator.arrivals.doorbell.Hearing;
import dev.taskworkers.operator.scaling.signals.Arrivals;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/** Watches one pool's arrivals by the best means that there is: doorbell, probe, or none. */
final class ArrivalWatch {
  private final Supplier<Optional<String>> installation;
  private final Doorbells doorbells;
  private final SubscriberFutureStub pubsub;
  private final ScheduledExecutorService background;
  private final Clock clock;
  private Optional<Doorbells.Place> place = Optional.empty();
  private Optional<Probe> probe = Optional.empty();
  private Optional<Probe> firstLook = Optional.empty();
  private Instant asked = Instant.MIN;
  private volatile boolean empty;
  private volatile Runnable onRing = () -> {};

  /**
   * @param installation whose doorbell it may share; empty while unknown
   * @param pubsub for probes
   */
  ArrivalWatch(
      Supplier<Optional<String>> installation,
      Doorbells doorbells,
      SubscriberFutureStub pubsub,
      ScheduledExecutorService background,
      Clock clock) {
    this.installation = installation;
    this.doorbells = doorbells;
    this.pubsub = pubsub;
    this.background = background;
    this.clock = clock;
  }

  synchronized Heard heard(Wanted wanted, boolean poolIsEmpty, Instant now) {
    asked = now;
    empty = poolIsEmpty;
    onRing = wanted.onRing();
    return switch (wanted.mode()) {
      case Metric -> {
        closeDoorbell();
        closeProbe();
        yield metric(Arrivals.notCounted(), true, "As the pool asks for.");
      }
      case Probe -> {
        closeDoorbell();
        yield probe(wanted, true, "As the pool asks for.");
      }
      case Doorbell, Auto -> doorbell(wanted, now);
    };
  }

  private Heard doorbell(Wanted wanted, Instant now) {
    if (!wanted.source().isKnown()) {
      closeDoorbell();
      return instead(wanted, Arrivals.notCounted(), Words.UNKNOWN_TOPIC);
    }
    var bell = open(wanted);
    if (bell.isEmpty()) {
      return new Heard(Arrivals.notCounted(), false, "DoorbellSilent", Words.UNKNOWN_INSTALLATION);
    }
    var counted = bell.get().arrivals(now).noticing(firstLook.flatMap(this::noticed));
    var hearing = bell.get().hearing(now);
    if (hearing instanceof Hearing.Nothing nothing && nothing.silence().lasts()) {
      return instead(wanted, counted, Words.lasting(nothing.silence(), wanted));
    }
    if (!(hearing instanceof Hearing.Nothing)) {
      closeProbe();
    }
    return Words.of(hearing, counted);
  }

  /** The next best, while the doorbell can't be had. */
  private Heard instead(Wanted wanted, Arrivals counted, String why) {
    return wanted.mode() == ArrivalsMode.Doorbell
        ? metric(counted, false, why)
        : probe(wanted, false, why);
  }

  /** The place at the doorbell of what the subscription gets now. */
  private Optional<Doorbells.Place> open(Wanted wanted) {
    if (place.filter(at -> at.isOn(wanted.source())).isEmpty()) {
      closeDoorbell();
      place =
          installation
              .get()
              .map(
                  id ->
                      doorbells.listen(
                          id, wanted.subscription().getProject(), wanted.source(), this::ring));
      // Until a sample shows them, a doorbell knows nothing of tasks that were there before it.
      firstLook =
          place.isPresent() && empty && wanted.mode() == ArrivalsMode.Auto
              ? Optional.of(newProbe(wanted, true))
              : Optional.empty();
    }
    return place;
  }

  private Optional<Instant> noticed(Probe look) {
    look.watch(empty);
    return look.hit();
  }

  private Probe newProbe(Wanted wanted, boolean once) {
    return new Probe(pubsub, wanted.subscription().toString(), this::ring, background, clock, once);
  }

  private void ring() {
    if (empty) {
      onRing.run();
    }
  }

  private Heard probe(Wanted wanted, boolean full, String why) {
    if (probe.isEmpty()) {
      probe = Optional.of(newProbe(wanted, false));
    }
    probe.get().watch(empty);
    var problem = probe.get().problem();
    return problem.isPresent()
        ? metric(Arrivals.notCounted(), false, why + Words.noProbe(problem.get(), wanted))
        : new Heard(
            Arrivals.probed(probe.get().hit()),
            full,
            "Probe",
            "An empty pool pulls one task and gives it back to notice it. " + why);
  }

  private static Heard metric(Arrivals counted, boolean full, String why) {
    return new Heard(counted, full, "Metric", "New tasks are known from Monitoring alone. " + why);
  }

  synchronized Instant asked() {
    return asked;
  }

  private void closeDoorbell() {
    place.ifPresent(Doorbells.Place::leave);
    place = Optional.empty();
    firstLook.ifPresent(Probe::close);
    firstLook = Optional.empty();
  }

  private void closeProbe() {
    probe.ifPresent(Probe::close);
    probe = Optional.empty();
  }

  /** The pool is gone: its doorbell is taken down, unless others listen to it. */
  synchronized void retire() {
    closeDoorbell();
    closeProbe();
  }

  /**
   * The operator stops: another one takes the doorbell over.
   *
   * @return ends within seconds, when a first look that was out has given back what it brought
   */
  synchronized ListenableFuture<?> end() {
    closeProbe();
    firstLook.ifPresent(Probe::close);
    return firstLook.<ListenableFuture<?>>map(Probe::rest).orElse(Futures.immediateVoidFuture());
  }
}
