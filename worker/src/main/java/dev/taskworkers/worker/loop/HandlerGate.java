// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.WorkerReport.HandlerDown;
import dev.taskworkers.runtime.Backoff;
import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Loop;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.RunResult;
import dev.taskworkers.worker.failure.Outcomes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how many tasks may begin, by how the handler has answered. When it gives no answer, none
 * begins until it can be reached, and then one alone, on trial, after pauses that grow. When runs
 * fail one after the other and none succeeds, tasks begin one at a time with the pauses of {@link
 * TrialPauses}. (A circuit breaker: Nygard, "Release It!", 2007.) Belongs to the loop.
 */
final class HandlerGate {
  private enum State {
    /** Nothing begins until the handler is ready for the first time; then all may: OPEN. */
    STARTING,
    /** All may begin, until a run finds no answer, or too many have failed: SHUT. */
    OPEN,
    /**
     * Nothing begins until the pause is over and the handler is ready: TRIAL; or a run succeeds.
     */
    SHUT,
    /**
     * One alone may begin: OPEN when it is taken or has an answer other than one of many failures.
     */
    TRIAL
  }

  private enum Cause {
    NO_ANSWER,
    ALL_FAIL
  }

  /** A connection to the container beside us costs little, and a ready worker should not wait. */
  static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  /** A handler that can't be reached says so sooner than this; a trial that runs on is taken. */
  static final Duration TAKEN_AFTER = Duration.ofSeconds(1);

  /** Until then, a handler that can't be reached from the start may be starting. */
  static final Duration TOLD_AFTER = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(HandlerGate.class);

  private final Supplier<CompletableFuture<Optional<String>>> readiness;
  private final Loop loop;
  private final DoubleSupplier random;
  private final Runnable changed;
  private final FailureStreak streak;
  private final TrialPauses trials;

  private State state = State.STARTING;
  private Cause cause = Cause.NO_ANSWER;
  private Optional<HandlerDown> down;
  private Instant troubleSince;

  /** In a row; a gate that opens for a run that has no answer yet may shut again. */
  private int pauses;

  private Optional<RunningTask> trial = Optional.empty();
  private Cancellable nextLook = () -> {};

  /** Whether the handler has answered since it last gave no answer. */
  private boolean answered;

  /** Whether the log says that the handler was never ready. */
  private boolean told;

  /** Whether what broke off when it last gave no answer may be what brought it down. */
  private boolean suspect;

  /**
   * Shut until {@link #start} finds the handler ready.
   *
   * @param readiness why the handler can't take tasks, asked anew each time; empty: it can
   * @param rules how many tasks run at once, and what becomes of those that fail
   * @param changed hears, as an action of the loop, that more may begin
   */
  public HandlerGate(
      Supplier<CompletableFuture<Optional<String>>> readiness,
      LoopSettings rules,
      Loop loop,
      DoubleSupplier random,
      Runnable changed) {
    this.readiness = readiness;
    this.loop = loop;
    this.random = random;
    this.changed = changed;
    streak = new FailureStreak(rules.slots());
    trials = new TrialPauses(rules.failures(), loop, random);
    troubleSince = loop.now();
    down = Optional.of(new HandlerDown(troubleSince, "The worker has not asked the handler yet."));
  }

  /** Opens as soon as the handler is ready. */
  public void start() {
    look();
  }

  /** How many more tasks may begin. */
  public int room() {
    return switch (state) {
      case OPEN -> Integer.MAX_VALUE;
      case STARTING, SHUT -> 0;
      case TRIAL -> trial.isEmpty() ? 1 : 0;
    };
  }

  /** Present while the handler gives no answer. */
  public Optional<HandlerDown> down() {
    return down;
  }

  /** Whether a task goes back for a while, for others come before it while all fail. */
  public boolean postpones(LeasedTask task, int attempt) {
    return state == State.TRIAL && cause == Cause.ALL_FAIL && trials.postpones(task, attempt);
  }

  /** How long such a task stays away. */
  public Duration postponement() {
    return trials.postponement();
  }

  /** A run begins. */
  public void begins(RunningTask work) {
    if (state == State.TRIAL && trial.isEmpty()) {
      trial = Optional.of(work);
      loop.after(patience(), () -> taken(work));
    }
  }

  /**
   * A run is over.
   *
   * @return what is to become of its task; empty: it goes back, for nothing is known of it
   */
  public Optional<Outcome> ended(RunningTask work, RunResult ending) {
    var onTrial = trial.filter(one -> one == work).isPresent();
    if (onTrial) {
      trial = Optional.empty();
    }
    if (ending instanceof RunResult.NoAnswer none) {
      if (!waits()) {
        shutFor(none);
      }
      return none.begun() && suspect
          ? Optional.of(Outcome.retry(Failure.of("no answer", none.why())))
          : Optional.empty();
    }
    if (ending instanceof RunResult.Undecided) {
      // It says nothing of its task, but it has failed beside others of its batch.
      if (!work.stopped()) {
        failed(work);
      }
      return Optional.empty();
    }
    var outcome = ((RunResult.Answered) ending).outcome();
    if (!work.stopped()) {
      answered(work, outcome, onTrial);
    }
    return Optional.of(outcome);
  }

  private void answered(RunningTask work, Outcome outcome, boolean onTrial) {
    answered = true;
    var success = Outcomes.isDone(outcome);
    if (success) {
      streak.end();
    } else if (Outcomes.failure(outcome).isPresent()) {
      failed(work);
    }
    if (streak.telling()) {
      if (onTrial || state == State.OPEN) {
        slowDown(work, outcome);
      }
    } else if (state == State.OPEN) {
      pauses = 0;
    } else if (onTrial || (success && cause == Cause.ALL_FAIL && down.isEmpty())) {
      open();
      pauses = 0;
    }
  }

  private void failed(RunningTask work) {
    streak.failed(work.handled(loop.moment()));
  }

  private void shutFor(RunResult.NoAnswer none) {
    if (state == State.OPEN || cause == Cause.ALL_FAIL) {
      goesDown(none.why());
    } else {
      log.debug("Again: {}", none.why());
    }
    suspect = answered;
    answered = false;
    down = Optional.of(new HandlerDown(troubleSince, none.why()));
    shut(Cause.NO_ANSWER);
    lookAfter(Backoff.BETWEEN_CALLS.delay(pauses, random.getAsDouble()));
  }

  private void goesDown(String why) {
    log.warn("{} Tasks go back to Pub/Sub until the handler answers.", FailureLog.cut(why));
    troubleSince = loop.now();
  }

  private void slowDown(RunningTask work, Outcome latest) {
    var begins = pauses == 0 || cause != Cause.ALL_FAIL;
    if (begins) {
      log.warn(
          "The last {} runs failed, most recently with {}. Until one succeeds, tasks begin one at a"
              + " time.",
          streak.runs(),
          FailureLog.text(Outcomes.whyNotDone(latest).orElseThrow()));
    }
    shut(Cause.ALL_FAIL);
    lookAfter(trials.after(work, latest, pauses, begins));
  }

  /** What runs goes on, a trial too: what it says later is no answer to the next one. */
  private void shut(Cause why) {
    state = State.SHUT;
    cause = why;
    trial = Optional.empty();
    pauses++;
  }

  private void lookAfter(Duration pause) {
    nextLook.cancel();
    nextLook = loop.after(pause, this::look);
  }

  private boolean waits() {
    return state == State.STARTING || state == State.SHUT;
  }

  private void look() {
    if (waits()) {
      loop.onResult(
          readiness.get(),
          (problem, failure) -> looked(failure == null ? problem : Optional.of(failure + "")));
    }
  }

  private void looked(Optional<String> problem) {
    if (!waits()) {
      return;
    }
    // It answered until now, if only with failures.
    problem.filter(why -> down.isEmpty()).ifPresent(this::goesDown);
    down = problem.map(why -> new HandlerDown(troubleSince, why));
    if (problem.isPresent()) {
      tell(problem.get());
      lookAfter(BETWEEN_LOOKS);
      return;
    }
    if (told && state == State.STARTING) {
      log.info("The handler is ready.");
    }
    state = state == State.STARTING ? State.OPEN : State.TRIAL;
    changed.run();
  }

  /** Later troubles are told as they begin. */
  private void tell(String why) {
    var since = Duration.between(troubleSince, loop.now());
    if (state == State.STARTING && !told && since.compareTo(TOLD_AFTER) >= 0) {
      told = true;
      log.warn("{} The worker pulls no task until the handler is ready.", why);
    }
  }

  private Duration patience() {
    return cause == Cause.NO_ANSWER ? TAKEN_AFTER : streak.longest().plus(TAKEN_AFTER);
  }

  private void taken(RunningTask work) {
    if (state == State.TRIAL && trial.filter(one -> one == work).isPresent()) {
      trial = Optional.empty();
      streak.end();
      open();
    }
  }

  private void open() {
    log.info(cause == Cause.NO_ANSWER ? "The handler answers again." : "Not all tasks fail now.");
    state = State.OPEN;
    loop.execute(changed);
  }
}
