package dev.taskworkers.worker.pull;

import dev.taskworkers.worker.time.Loop;
import dev.taskworkers.worker.time.Moment;
import dev.taskworkers.worker.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** Fetches tasks by single pulls, one request at a time. Belongs to the loop. */
final class Puller implements Intake {
  /** A pull that has something to bring is answered by then, also on a machine that is busy. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

  /** Twice as long as Pub/Sub was seen to take for an empty answer. */
  private static final Duration OVERDUE_AFTER = Duration.ofSeconds(180);

  private static final Duration LOOK = Duration.ofSeconds(10);

  private final Subscription subscription;
  private final Loop loop;
  private final Recovery recovery;
  private final ByteBudget budget;
  private final Listener listener;

  private Optional<Request> current = Optional.empty();
  private boolean looking;

  Puller(
      Subscription subscription,
      Loop loop,
      Recovery recovery,
      ByteBudget budget,
      Listener listener) {
    this.subscription = subscription;
    this.loop = loop;
    this.recovery = recovery;
    this.budget = budget;
    this.listener = listener;
  }

  @Override
  public void want(int most) {
    if (current.isPresent() || recovery.waiting()) {
      return;
    }
    var asked = budget.tasks(most);
    if (asked > 0) {
      ask(asked);
    }
  }

  private void ask(int most) {
    var request = new Request(loop);
    current = Optional.of(request);
    request.answer = subscription.pull(most, request::sent);
    loop.onResult(
        request.answer,
        (deliveries, failure) -> {
          current = Optional.empty();
          if (failure == null) {
            answered(most, deliveries);
          } else {
            failed(request, failure);
          }
        });
    if (recovery.problem().isPresent()) {
      loop.after(recovery.acceptedAfter(), () -> lookWhetherAccepted(request));
    }
    if (!looking) {
      looking = true;
      loop.after(LOOK, this::look);
    }
  }

  private void answered(int asked, List<Delivery> deliveries) {
    recovery.pulled();
    budget.arrived(deliveries);
    listener.pulled(asked, deliveries);
  }

  private void failed(Request request, Throwable failure) {
    if (request.givenUp.isPresent()) {
      recovery.failed(request.givenUp.get(), Duration.ZERO);
    } else if (!(failure instanceof CancellationException)) {
      recovery.failed(failure, request.out());
    }
    listener.pullingChanged();
  }

  private void lookWhetherAccepted(Request request) {
    if (!isCurrent(request)) {
      return;
    }
    var rest = recovery.acceptedAfter().minus(request.out());
    if (rest.isNegative() || rest.isZero()) {
      recovery.accepted();
      listener.pullingChanged();
    } else {
      loop.after(rest, () -> lookWhetherAccepted(request));
    }
  }

  private boolean isCurrent(Request request) {
    return current.filter(now -> now == request).isPresent();
  }

  /** Now and then rather than for each request: hardly any lives so long. */
  private void look() {
    looking = current.isPresent();
    if (looking) {
      loop.after(LOOK, this::look);
      current.ifPresent(this::giveUpIfOverdue);
    }
  }

  private void giveUpIfOverdue(Request request) {
    var age = request.age();
    if (!request.isOut() && age.compareTo(Recovery.CONNECTED_WITHIN) >= 0) {
      request.giveUp(Recovery.unconnected());
      subscription.reconnect();
    } else if (age.compareTo(OVERDUE_AFTER) >= 0) {
      request.giveUp(unanswered());
    }
  }

  private static SubscriptionException unanswered() {
    return new SubscriptionException(
        "Pub/Sub has not answered a pull within " + OVERDUE_AFTER.toSeconds() + " s.", true, null);
  }

  @Override
  public boolean outstanding() {
    return current.isPresent();
  }

  @Override
  public boolean asking() {
    return current.isPresent() && recovery.answered();
  }

  @Override
  public Optional<String> problem() {
    return recovery.problem();
  }

  /** A young one may only be late: ending it would strand what it brings until its lease ends. */
  @Override
  public void letEnd() {
    var age = current.map(Request::age).orElse(ANSWERED_WITHIN);
    var rest = ANSWERED_WITHIN.minus(age);
    loop.after(rest.compareTo(PATIENCE) > 0 ? rest : PATIENCE, this::cancel);
  }

  @Override
  public void cancel() {
    current.ifPresent(request -> request.answer.cancel(true));
  }

  @Override
  public void ended(String ackId) {
    budget.ended(ackId);
  }

  @Override
  public void postponed(String ackId) {
    budget.ended(ackId);
  }

  /** One pull. */
  private static final class Request {
    private final Timer timer;
    private final Moment madeAt;
    private CompletableFuture<List<Delivery>> answer;
    private Optional<SubscriptionException> givenUp = Optional.empty();

    /** Null until it is out; written by any thread. */
    private volatile Moment outAt;

    Request(Timer timer) {
      this.timer = timer;
      madeAt = timer.moment();
    }

    void sent() {
      outAt = timer.moment();
    }

    boolean isOut() {
      return outAt != null;
    }

    /** How long it has been out. */
    Duration out() {
      return isOut() ? outAt.until(timer.moment()) : Duration.ZERO;
    }

    Duration age() {
      return madeAt.until(timer.moment());
    }

    void giveUp(SubscriptionException why) {
      givenUp = Optional.of(why);
      answer.cancel(true);
    }
  }
}
