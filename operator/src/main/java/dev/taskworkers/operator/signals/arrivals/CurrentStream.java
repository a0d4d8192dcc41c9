// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.pubsub.v1.SubscriberGrpc.SubscriberStub;
import io.grpc.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The stream that a doorbell has at present, if it has one, and the heartbeat on it; what a stream
 * of before still has to say is not heard. Thread-safe.
 */
final class CurrentStream implements DoorbellStream.Ear {
  private final SubscriberStub pubsub;
  private final String subscription;
  private final Supplier<Optional<PayloadBudget.Part>> payloads;
  private final Consumer<Delivery> onDelivery;
  private final Consumer<Status> onEnd;
  private final Clock clock;
  private Optional<Open> current = Optional.empty();

  /** Whether the server answers pings at present. */
  private boolean answers;

  /** Whether it ever did: then one that says nothing is not known to be there. */
  private boolean hasAnswered;

  /**
   * @param hearsSince since when it is known that a server is at the other end
   */
  private record Open(
      DoorbellStream stream,
      Optional<PayloadBudget.Part> payloads,
      Heartbeat heartbeat,
      Instant since,
      Optional<Instant> hearsSince) {
    Open heard(Instant now) {
      var first = Optional.of(hearsSince.orElse(now));
      return new Open(stream, payloads, heartbeat, since, first);
    }
  }

  /**
   * @param payloads how much of them one more stream may bring; empty while none come
   */
  public CurrentStream(
      SubscriberStub pubsub,
      String subscription,
      Supplier<Optional<PayloadBudget.Part>> payloads,
      Consumer<Delivery> onDelivery,
      Consumer<Status> onEnd,
      Clock clock) {
    this.pubsub = pubsub;
    this.subscription = subscription;
    this.payloads = payloads;
    this.onDelivery = onDelivery;
    this.onEnd = onEnd;
    this.clock = clock;
  }

  /** Opens a stream, in place of one that there may be. */
  public synchronized void open() {
    close();
    var now = clock.instant();
    var part = payloads.get();
    var stream = DoorbellStream.open(pubsub, subscription, part, this);
    var heartbeat = new Heartbeat(hasAnswered, answers, now);
    var hears = hasAnswered ? Optional.<Instant>empty() : Optional.of(now);
    current = Optional.of(new Open(stream, part, heartbeat, now, hears));
    if (heartbeat.begin(now)) {
      stream.ping();
    }
  }

  public synchronized void close() {
    current.ifPresent(
        open -> {
          open.stream().close();
          open.payloads().ifPresent(PayloadBudget.Part::release);
        });
    current = Optional.empty();
  }

  public synchronized boolean isOpen() {
    return current.isPresent();
  }

  /**
   * Since when the present stream has been heard: a server that answers pings says at once that it
   * is there, and of another one nothing else is known than that a stream to it is open.
   */
  public synchronized Optional<Instant> hearsSince() {
    return current.flatMap(Open::hearsSince);
  }

  /** How long the present stream has been open; zero when there is none. */
  public synchronized Duration openFor(Instant now) {
    return current.map(open -> Duration.between(open.since(), now)).orElse(Duration.ZERO);
  }

  /** Asks a silent server for a sign of life; why it is to be given up, if it gave none. */
  public synchronized Optional<Status> tend(Instant now) {
    return current.flatMap(
        open ->
            switch (open.heartbeat().look(now)) {
              case NOTHING -> Optional.empty();
              case PING -> {
                open.stream().ping();
                yield Optional.empty();
              }
              case GIVE_UP -> {
                // One that has become mute is not given up every half minute.
                answers = false;
                yield Optional.of(
                    Status.UNAVAILABLE.withDescription("the stream no longer responds"));
              }
            });
  }

  @Override
  public void heard(DoorbellStream stream, Delivery delivery) {
    if (isAlive(stream, !delivery.tasks().isEmpty())) {
      onDelivery.accept(delivery);
    }
  }

  private synchronized boolean isAlive(DoorbellStream stream, boolean brings) {
    var now = clock.instant();
    var open = current.filter(present -> present.stream() == stream);
    open.ifPresent(present -> answers |= present.heartbeat().heard(brings, now));
    hasAnswered |= answers;
    current = open.map(present -> present.heard(now)).or(() -> current);
    return open.isPresent();
  }

  @Override
  public void ended(DoorbellStream stream, Status why) {
    if (isCurrent(stream)) {
      onEnd.accept(why);
    }
  }

  private synchronized boolean isCurrent(DoorbellStream stream) {
    return current.filter(open -> open.stream() == stream).isPresent();
  }
}
