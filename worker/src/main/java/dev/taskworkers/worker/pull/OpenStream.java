// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import dev.taskworkers.runtime.Loop;
import dev.taskworkers.runtime.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One stream, from its opening to its end. What happens on it comes from any thread and is handled
 * on the loop, to which everything else belongs.
 */
final class OpenStream implements TaskStream.Events {
  /** Hears what becomes of the stream; called on the loop. */
  interface Listener {
    /** It has been out for a while and was not refused. */
    void accepted();

    /** The server has said something on it. */
    void heard();

    /**
     * Tasks, or none: a sign of life while there was room for some.
     *
     * @param asked for how many there was room
     * @param credit in which each of them has its place
     */
    void pulled(int asked, List<Delivery> deliveries, FlowControlWindow credit);

    /**
     * Nothing comes any more.
     *
     * @param failure why, unless it was ended from here
     * @param served how long it was out
     */
    void over(Optional<SubscriptionException> failure, Duration served);
  }

  /** The leases that the server gives; it renews nothing by itself. */
  static final Duration LEASE = Duration.ofSeconds(60);

  /** How long the server may take to end a stream in order. */
  private static final Duration ENDING_PATIENCE = Duration.ofSeconds(2);

  private final int limit;
  private final long mostBytes;
  private final Duration acceptedAfter;
  private final Loop loop;
  private final Listener listener;
  private final FlowControlWindow credit;
  private final Heartbeat heartbeat;
  private Subscription subscription;
  private TaskStream stream;
  private Optional<SubscriptionException> givenUp = Optional.empty();
  private boolean heard;
  private boolean ending;
  private boolean over;

  /** Null until it is out. */
  private Moment outAt;

  /**
   * @param limit tasks that Pub/Sub may count as ours at once
   * @param mostBytes of tasks that it may bring
   * @param acceptedAfter how long it must be out to count as accepted
   */
  OpenStream(int limit, long mostBytes, Duration acceptedAfter, Loop loop, Listener listener) {
    this.limit = limit;
    this.mostBytes = mostBytes;
    this.acceptedAfter = acceptedAfter;
    this.loop = loop;
    this.listener = listener;
    credit = new FlowControlWindow(limit, mostBytes);
    heartbeat =
        new Heartbeat(loop, () -> stream.ping(), () -> giveUp("The stream no longer responds."));
  }

  void openOn(Subscription subscription) {
    this.subscription = subscription;
    stream = subscription.stream(limit, mostBytes, LEASE, this);
    heartbeat.start();
    loop.after(PullBackoff.CONNECTED_WITHIN, this::giveUpUnlessOut);
  }

  /** What it may still bring. */
  FlowControlWindow credit() {
    return credit;
  }

  /** True while tasks may come, as the server has shown. */
  boolean asking() {
    return heard && !ending && credit.room() > 0 && credit.hasRoomForBytes();
  }

  /** True once it was told to end. */
  boolean ending() {
    return ending;
  }

  /** Ends it in order: what the server has already sent still arrives. */
  void finish() {
    if (!ending && !over) {
      ending = true;
      heartbeat.stop();
      stream.finish();
      loop.after(ENDING_PATIENCE, this::cut);
    }
  }

  /** Ends it at once; what it was about to bring may be stranded. */
  void cut() {
    if (!over) {
      ending = true;
      heartbeat.stop();
      stream.cancel();
    }
  }

  private void giveUpUnlessOut() {
    if (outAt == null && !ending && !over) {
      givenUp = Optional.of(PullBackoff.unconnected());
      cut();
      subscription.reconnect();
    }
  }

  private void giveUp(String why) {
    givenUp = Optional.of(passing(why));
    cut();
  }

  @Override
  public void sent() {
    loop.execute(
        () -> {
          outAt = loop.moment();
          loop.after(acceptedAfter, this::accept);
        });
  }

  private void accept() {
    if (!over) {
      listener.accepted();
    }
  }

  @Override
  public void arrived(List<Delivery> deliveries) {
    loop.execute(
        () -> {
          var asked = credit.room();
          heartbeat.heard(deliveries.isEmpty());
          credit.arrived(deliveries);
          hear();
          if (asked > 0 || !deliveries.isEmpty()) {
            listener.pulled(asked, deliveries, credit);
          }
        });
  }

  private void hear() {
    if (!heard) {
      heard = true;
      listener.heard();
    }
  }

  @Override
  public void ended(Optional<SubscriptionException> reason) {
    loop.execute(() -> end(reason));
  }

  private void end(Optional<SubscriptionException> reason) {
    if (over) {
      return;
    }
    over = true;
    heartbeat.stop();
    var failure =
        ending ? givenUp : Optional.of(reason.orElseGet(() -> passing("The stream was ended.")));
    listener.over(failure, outAt == null ? Duration.ZERO : outAt.until(loop.moment()));
  }

  private static SubscriptionException passing(String why) {
    return new SubscriptionException(why, true, null);
  }
}
