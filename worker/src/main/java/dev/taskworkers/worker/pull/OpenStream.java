package dev.taskworkers.worker.pull;

import dev.taskworkers.worker.time.Loop;
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
    /** The server serves it. */
    void accepted();

    /**
     * Tasks, or none: a sign of life while there was room for some.
     *
     * @param asked for how many there was room
     */
    void pulled(int asked, List<Delivery> deliveries);

    /** Nothing comes any more; it failed, or ended in order. */
    void over(Optional<SubscriptionException> failure);
  }

  /** The leases that the server gives; it renews nothing by itself. */
  static final Duration LEASE = Duration.ofSeconds(60);

  /** How long the server may take to end a stream in order. */
  private static final Duration ENDING_PATIENCE = Duration.ofSeconds(2);

  private final int limit;
  private final Loop loop;
  private final Listener listener;
  private final Credit credit;
  private final Heartbeat heartbeat;
  private TaskStream stream;
  private boolean accepted;
  private boolean ending;
  private boolean over;

  OpenStream(int limit, Loop loop, Listener listener) {
    this.limit = limit;
    this.loop = loop;
    this.listener = listener;
    credit = new Credit(limit);
    heartbeat = new Heartbeat(loop, () -> stream.ping(), this::cut);
  }

  void openOn(Subscription subscription) {
    stream = subscription.stream(limit, LEASE, this);
    heartbeat.start();
    loop.after(Recovery.ACCEPTED_AFTER, this::accept);
  }

  /** What it may still bring. */
  Credit credit() {
    return credit;
  }

  /** True once it was told to end in order. */
  boolean ending() {
    return ending;
  }

  /** Ends it in order: what the server has already sent still arrives. */
  void finish() {
    if (!ending) {
      ending = true;
      stream.finish();
      loop.after(ENDING_PATIENCE, this::cut);
    }
  }

  /** Ends it at once; what it was about to bring may be stranded. */
  void cut() {
    if (!over) {
      stream.cancel();
    }
  }

  @Override
  public void arrived(List<Delivery> deliveries) {
    loop.execute(
        () -> {
          var asked = credit.room();
          heartbeat.heard();
          credit.arrived(deliveries);
          accept();
          if (asked > 0 || !deliveries.isEmpty()) {
            listener.pulled(asked, deliveries);
          }
        });
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
    // Servers end streams now and then; only one that never served, or a refusal, is a failure.
    var routine = ending || (accepted && reason.map(SubscriptionException::passing).orElse(true));
    listener.over(routine ? Optional.empty() : Optional.of(reason.orElseGet(OpenStream::unserved)));
  }

  private static SubscriptionException unserved() {
    return new SubscriptionException("The stream was ended at once.", true, null);
  }

  private void accept() {
    if (!over && !accepted) {
      accepted = true;
      listener.accepted();
    }
  }
}
