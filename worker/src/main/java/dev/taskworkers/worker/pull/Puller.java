// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import dev.taskworkers.runtime.GrowingPause;
import dev.taskworkers.runtime.Loop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Fetches tasks by single pulls, one request at a time. Belongs to the loop. */
final class Puller implements TaskSource {
  /** Somewhat longer than Pub/Sub was seen to take for an empty answer. */
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(100);

  /** Twice as long as Pub/Sub was seen to take for an empty answer. */
  private static final Duration OVERDUE_AFTER = Duration.ofSeconds(180);

  private static final Duration LOOK = Duration.ofSeconds(10);

  /** Pub/Sub holds a pull for longer that finds nothing, but for some of them. */
  private static final Duration HELD = Duration.ofMillis(200);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final Subscription subscription;
  private final Loop loop;
  private final PullBackoff recovery;
  private final ByteBudget budget;
  private final Listener listener;

  /** Between answers with nothing that come at once, as from a proxy: each pull costs money. */
  private final GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);

  private Optional<OpenPull> current = Optional.empty();
  private boolean pausing;
  private boolean looking;

  Puller(
      Subscription subscription,
      Loop loop,
      PullBackoff recovery,
      ByteBudget budget,
      Listener listener) {
    this.subscription = subscription;
    this.loop = loop;
    this.recovery = recovery;
    this.budget = budget;
    this.listener = listener;
  }

  @Override
  public void want(int most, boolean oneIsAwaited) {
    if (current.isPresent() || pausing || recovery.waiting()) {
      return;
    }
    var asked = budget.tasks(most);
    if (asked > 0) {
      ask(asked, false);
    } else if (most > 0 && oneIsAwaited && budget.grantsOneMore()) {
      ask(1, true);
    }
  }

  /**
   * @param isOneMore whether there is no room for it
   */
  private void ask(int most, boolean isOneMore) {
    var pull = new OpenPull(loop);
    current = Optional.of(pull);
    loop.onResult(
        pull.openOn(subscription, most),
        (deliveries, failure) -> {
          current = Optional.empty();
          if (failure == null) {
            recovery.pulled();
            pauseIfUnheld(pull, deliveries.isEmpty());
            listener.pulled(most, deliveries, budget.arrived(deliveries, isOneMore));
          } else {
            failed(pull, failure);
          }
        });
    if (recovery.problem().isPresent()) {
      loop.after(recovery.acceptedAfter(), () -> lookWhetherAccepted(pull));
    }
    if (!looking) {
      looking = true;
      loop.after(LOOK, this::look);
    }
  }

  private void pauseIfUnheld(OpenPull pull, boolean foundNothing) {
    if (!foundNothing || pull.out().compareTo(HELD) >= 0) {
      pause.end();
      return;
    }
    pausing = true;
    loop.after(
        pause.longer(),
        () -> {
          pausing = false;
          listener.pullingChanged();
        });
  }

  private void failed(OpenPull pull, Throwable failure) {
    if (pull.givenUp().isPresent()) {
      recovery.failed(pull.givenUp().get(), Duration.ZERO);
    } else if (!(failure instanceof CancellationException)) {
      recovery.failed(failure, pull.out());
    }
    listener.pullingChanged();
  }

  private void lookWhetherAccepted(OpenPull pull) {
    if (!isCurrent(pull)) {
      return;
    }
    var rest = recovery.acceptedAfter().minus(pull.out());
    if (rest.isNegative() || rest.isZero()) {
      recovery.accepted();
      listener.pullingChanged();
    } else {
      loop.after(rest, () -> lookWhetherAccepted(pull));
    }
  }

  private boolean isCurrent(OpenPull pull) {
    return current.filter(now -> now == pull).isPresent();
  }

  /** Now and then rather than for each request: hardly any lives so long. */
  private void look() {
    looking = current.isPresent();
    if (looking) {
      loop.after(LOOK, this::look);
      current.ifPresent(this::giveUpIfOverdue);
    }
  }

  private void giveUpIfOverdue(OpenPull pull) {
    if (!pull.isOut() && pull.age().compareTo(PullBackoff.CONNECTED_WITHIN) >= 0) {
      pull.giveUp(PullBackoff.unconnected());
      subscription.reconnect();
    } else if (pull.age().compareTo(OVERDUE_AFTER) >= 0) {
      pull.giveUp(unanswered());
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
    return (current.isPresent() || pausing) && recovery.answered();
  }

  @Override
  public Optional<String> problem() {
    return recovery.problem();
  }

  @Override
  public void reached() {
    if (current.isEmpty()) {
      recovery.reached();
    }
  }

  /**
   * It is let run out: Pub/Sub may give a task to a pull that has been ended, which is stranded
   * then until its lease ends.
   */
  @Override
  public void letEnd() {
    var age = current.map(OpenPull::age).orElse(ANSWERED_WITHIN);
    var rest = ANSWERED_WITHIN.minus(age);
    loop.after(rest.compareTo(PATIENCE) > 0 ? rest : PATIENCE, this::cancel);
  }

  @Override
  public void cancel() {
    current.ifPresent(OpenPull::cancel);
  }
}
