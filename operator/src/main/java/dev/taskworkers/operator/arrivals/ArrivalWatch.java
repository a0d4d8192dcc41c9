package dev.taskworkers.operator.arrivals;

import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.crds.scaling.ScalingSpec.ArrivalsMode;
import dev.taskworkers.operator.arrivals.doorbell.Doorbell;
import dev.taskworkers.operator.arrivals.doorbell.DoorbellSubscription;
import dev.taskworkers.operator.scaling.signals.Arrivals;
import io.grpc.Status;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/** Watches one pool's arrivals by the best means that there is: doorbell, probe, or none. */
final class ArrivalWatch implements AutoCloseable {
  private final PubSubStubs pubsub;
  private final ScheduledExecutorService background;
  private final Clock clock;
  private Optional<Doorbell> doorbell = Optional.empty();
  private Optional<Probe> probe = Optional.empty();
  private Optional<Probe> firstLook = Optional.empty();
  private Instant asked = Instant.MIN;
  private volatile boolean empty;

  /** The three ways to call Pub/Sub. */
  record PubSubStubs(
      SubscriberGrpc.SubscriberBlockingStub blocking,
      SubscriberGrpc.SubscriberStub streaming,
      SubscriberGrpc.SubscriberFutureStub future) {}

  ArrivalWatch(PubSubStubs pubsub, ScheduledExecutorService background, Clock clock) {
    this.pubsub = pubsub;
    this.background = background;
    this.clock = clock;
  }

  synchronized Heard heard(Wanted wanted, boolean poolIsEmpty, Instant now) {
    asked = now;
    empty = poolIsEmpty;
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
    if (wanted.topic().isEmpty()) {
      return instead(
          wanted, Arrivals.notCounted(), "The topic of the subscription is not known yet.");
    }
    var bell = open(wanted);
    var counted = bell.arrivals(now).noticing(firstLook.flatMap(this::noticed));
    var silence = bell.silence(now);
    if (silence.isEmpty()) {
      closeProbe();
      return new Heard(
          counted,
          true,
          "Doorbell",
          bell.samples()
              ? "A doorbell subscription on the topic counts two seconds in ten, because more than"
                  + " 200 tasks a second are published."
              : "Every task is counted by a doorbell subscription on the topic.");
    }
    return silence.get().lasts()
        ? instead(wanted, counted, grant(wanted, silence.get().why()))
        : new Heard(counted, false, "DoorbellSilent", "The doorbell is being set up again.");
  }

  /** The next best, while the doorbell can't be had. */
  private Heard instead(Wanted wanted, Arrivals counted, String why) {
    return wanted.mode() == ArrivalsMode.Doorbell
        ? metric(counted, false, why)
        : probe(wanted, false, why);
  }

  /** The doorbell of the topic and the filter that the subscription has now. */
  private Doorbell open(Wanted wanted) {
    if (doorbell.filter(bell -> bell.isOn(wanted.topic(), wanted.filter())).isEmpty()) {
      closeDoorbell();
      doorbell =
          Optional.of(
              new Doorbell(
                  new DoorbellSubscription(
                      pubsub.blocking(), wanted.subscription(), wanted.topic(), wanted.filter()),
                  pubsub.streaming(),
                  () -> ring(wanted),
                  background,
                  clock));
      // Until a sample shows them, a doorbell knows nothing of tasks that were there before it.
      firstLook =
          empty && wanted.mode() == ArrivalsMode.Auto
              ? Optional.of(newProbe(wanted, true))
              : Optional.empty();
    }
    return doorbell.get();
  }

  private Optional<Instant> noticed(Probe look) {
    look.watch(empty);
    return look.hit();
  }

  private Probe newProbe(Wanted wanted, boolean once) {
    return new Probe(
        pubsub.future(),
        wanted.subscription().toString(),
        () -> ring(wanted),
        background,
        clock,
        once);
  }

  private void ring(Wanted wanted) {
    if (empty) {
      wanted.onRing().run();
    }
  }

  private Heard probe(Wanted wanted, boolean full, String why) {
    if (probe.isEmpty()) {
      probe = Optional.of(newProbe(wanted, false));
    }
    probe.get().watch(empty);
    var problem = probe.get().problem();
    if (problem.isPresent()) {
      return metric(
          Arrivals.notCounted(),
          false,
          why
              + " A probe can't pull either ("
              + problem.get().getCode()
              + "): grant the operator roles/pubsub.subscriber on "
              + wanted.subscription()
              + ".");
    }
    return new Heard(
        Arrivals.probed(probe.get().hit()),
        full,
        "Probe",
        "An empty pool pulls one task and gives it back to notice it. " + why);
  }

  private static Heard metric(Arrivals counted, boolean full, String why) {
    return new Heard(counted, full, "Metric", "New tasks are known from Monitoring alone. " + why);
  }

  private static String grant(Wanted wanted, Status problem) {
    return problem.getCode() == Status.Code.PERMISSION_DENIED
        ? "To have every task counted, grant the operator roles/pubsub.editor on project "
            + wanted.subscription().getProject()
            + ", or pubsub.subscriptions.create there and pubsub.topics.attachSubscription on "
            + wanted.topic()
            + "."
        : "The doorbell can't be listened to: "
            + problem.getCode()
            + (problem.getDescription() == null ? "" : ", " + problem.getDescription());
  }

  synchronized Instant asked() {
    return asked;
  }

  private void closeDoorbell() {
    doorbell.ifPresent(Doorbell::closeAndDelete);
    doorbell = Optional.empty();
    firstLook.ifPresent(Probe::close);
    firstLook = Optional.empty();
  }

  private void closeProbe() {
    probe.ifPresent(Probe::close);
    probe = Optional.empty();
  }

  /** The pool is gone: its doorbell is taken down. */
  synchronized void retire() {
    closeDoorbell();
    closeProbe();
  }

  /** The operator stops: another one takes the doorbell over. */
  @Override
  public synchronized void close() {
    doorbell.ifPresent(Doorbell::close);
    firstLook.ifPresent(Probe::close);
    closeProbe();
  }
}
