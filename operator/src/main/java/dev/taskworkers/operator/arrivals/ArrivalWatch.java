package dev.taskworkers.operator.arrivals;

import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
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
    if (wanted.mode() == ArrivalsMode.Metric) {
      closeDoorbell();
      closeProbe();
      return metric(true, "As the pool asks for.");
    }
    if (wanted.mode() == ArrivalsMode.Probe) {
      closeDoorbell();
      return probe(wanted, true, "As the pool asks for.");
    }
    var bell = doorbell.or(() -> open(wanted));
    if (bell.isEmpty()) {
      return probe(wanted, false, "The topic of the subscription is not known yet.");
    }
    var problem = bell.get().problem().filter(status -> isFinal(status.getCode()));
    if (problem.isEmpty()) {
      closeProbe();
      return new Heard(
          bell.get().arrivals(now),
          true,
          "Doorbell",
          "Every task is counted by a doorbell subscription on the topic.");
    }
    return wanted.mode() == ArrivalsMode.Doorbell
        ? metric(false, grant(wanted, problem.get()))
        : probe(wanted, false, grant(wanted, problem.get()));
  }

  private Optional<Doorbell> open(Wanted wanted) {
    if (wanted.topic().isEmpty()) {
      return Optional.empty();
    }
    doorbell =
        Optional.of(
            new Doorbell(
                new DoorbellSubscription(pubsub.blocking(), wanted.subscription()),
                pubsub.streaming(),
                wanted.topic(),
                wanted.filter(),
                () -> ring(wanted),
                background,
                clock));
    return doorbell;
  }

  private void ring(Wanted wanted) {
    if (empty) {
      wanted.onRing().run();
    }
  }

  private Heard probe(Wanted wanted, boolean full, String why) {
    if (probe.isEmpty()) {
      probe =
          Optional.of(
              new Probe(
                  pubsub.future(),
                  wanted.subscription().toString(),
                  () -> ring(wanted),
                  background,
                  clock));
    }
    probe.get().watch(empty);
    return new Heard(
        Arrivals.probed(probe.get().hit()),
        full,
        "Probe",
        "An empty pool pulls one task and gives it back to notice it. " + why);
  }

  private static Heard metric(boolean full, String why) {
    return new Heard(
        Arrivals.notCounted(), full, "Metric", "New tasks are known from Monitoring alone. " + why);
  }

  private static boolean isFinal(Status.Code code) {
    return switch (code) {
      case PERMISSION_DENIED, NOT_FOUND, INVALID_ARGUMENT, UNAUTHENTICATED, UNIMPLEMENTED -> true;
      default -> false;
    };
  }

  private static String grant(Wanted wanted, Status problem) {
    return problem.getCode() == Status.Code.PERMISSION_DENIED
        ? "To have every task counted, grant the operator roles/pubsub.editor on project "
            + wanted.subscription().getProject()
            + ", or pubsub.subscriptions.create there and pubsub.topics.attachSubscription on "
            + wanted.topic()
            + "."
        : "The doorbell can't be set up: "
            + problem.getCode()
            + (problem.getDescription() == null ? "" : ", " + problem.getDescription());
  }

  synchronized Instant asked() {
    return asked;
  }

  private void closeDoorbell() {
    doorbell.ifPresent(Doorbell::closeAndDelete);
    doorbell = Optional.empty();
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
    closeProbe();
  }
}
