package dev.taskworkers.operator.arrivals;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.crds.scaling.ScalingSpec.ArrivalsMode;
import dev.taskworkers.operator.arrivals.doorbell.Doorbells;
import dev.taskworkers.operator.arrivals.doorbell.Hearing;
import dev.taskworkers.operator.scaling.signals.Arrivals;
import io.grpc.Channel;
import java.time.Instant;
import java.util.Optional;

/**
 * Watches one subscription's arrivals by the best means that there is: doorbell, probe, or none.
 */
final class DoorbellOrProbe implements ArrivalWatch {
  /** A look at a pool that was under way when the pool or the operator's term ended. */
  static final Heard OVER = metric(Arrivals.notCounted(), false, "Nobody listens any more.");

  private final ArrivalWatches watches;
  private final SubscriptionName subscription;
  private final Channel channel;
  private final Runnable onRing;
  private Optional<Doorbells.Place> place = Optional.empty();
  private Optional<Probe> probe = Optional.empty();
  private Optional<Probe> firstLook = Optional.empty();
  private boolean closed;
  private volatile boolean empty;

  /**
   * @param watches makes doorbells and probes
   * @param channel for the probes, given back at the end
   * @param onRing is run when a task arrives while the pool is empty
   */
  DoorbellOrProbe(
      ArrivalWatches watches, SubscriptionName subscription, Channel channel, Runnable onRing) {
    this.watches = watches;
    this.subscription = subscription;
    this.channel = channel;
    this.onRing = onRing;
  }

  @Override
  public synchronized Heard heard(Wanted wanted, boolean poolIsEmpty, Instant now) {
    if (closed) {
      return OVER;
    }
    empty = poolIsEmpty;
    return switch (wanted.mode()) {
      case Metric -> {
        closeDoorbell();
        closeProbe();
        yield metric(Arrivals.notCounted(), true, "As the pool asks for.");
      }
      case Probe -> {
        closeDoorbell();
        yield probe(true, "As the pool asks for.");
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
    return bell.get().hearing(now).accept(new ByDoorbell(wanted, counted));
  }

  /** What a doorbell tells, for each way in which it hears; who hears one needs no probe. */
  private final class ByDoorbell implements Hearing.Visitor<Heard> {
    private final Wanted wanted;
    private final Arrivals counted;

    ByDoorbell(Wanted wanted, Arrivals counted) {
      this.wanted = wanted;
      this.counted = counted;
    }

    @Override
    public Heard everything(Hearing.Everything everything) {
      closeProbe();
      return Words.everything(counted);
    }

    @Override
    public Heard samples(Hearing.Samples samples) {
      closeProbe();
      return Words.samples(counted);
    }

    @Override
    public Heard behind(Hearing.Behind behind) {
      closeProbe();
      return Words.behind(counted, behind.lag());
    }

    @Override
    public Heard nothing(Hearing.Nothing nothing) {
      var silence = nothing.silence();
      return silence.lasts()
          ? instead(wanted, counted, Words.lasting(silence, subscription, wanted.source()))
          : Words.soon(counted);
    }
  }

  /** The next best, while the doorbell can't be had. */
  private Heard instead(Wanted wanted, Arrivals counted, String why) {
    return wanted.mode() == ArrivalsMode.Doorbell ? metric(counted, false, why) : probe(false, why);
  }

  /** The place at the doorbell of what the subscription gets now. */
  private Optional<Doorbells.Place> open(Wanted wanted) {
    if (place.filter(at -> at.isOn(wanted.source())).isEmpty()) {
      closeDoorbell();
      place = watches.listen(subscription.getProject(), wanted.source(), this::ring);
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
    return watches.probe(channel, subscription, this::ring, once);
  }

  private void ring() {
    if (empty) {
      onRing.run();
    }
  }

  private Heard probe(boolean full, String why) {
    if (probe.isEmpty()) {
      probe = Optional.of(newProbe(false));
    }
    probe.get().watch(empty);
    var problem = probe.get().problem();
    return problem.isPresent()
        ? metric(Arrivals.notCounted(), false, why + Words.noProbe(problem.get(), subscription))
        : new Heard(
            Arrivals.probed(probe.get().hit()),
            full,
            "Probe",
            "An empty pool pulls one task and gives it back to notice it. " + why);
  }

  private static Heard metric(Arrivals counted, boolean full, String why) {
    return new Heard(counted, full, "Metric", "New tasks are known from Monitoring alone. " + why);
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

  @Override
  public synchronized void pause() {
    closeDoorbell();
    closeProbe();
  }

  /** Nobody uses the subscription any more: its doorbell goes, unless others listen to it. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      pause();
      watches.isOver(this, channel);
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
