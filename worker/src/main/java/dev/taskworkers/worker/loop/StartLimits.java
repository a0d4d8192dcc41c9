// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.WorkerReport.HandlerDown;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.RunResult;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How many tasks may begin, whatever slots are free: what the handler, the hunt for a task that
 * crashes the worker, the rates and a drain allow together. Belongs to the loop.
 */
final class StartLimits {
  private final HandlerGate gate;
  private final Quarantine quarantine;
  private final RateLimiter pace;
  private final Supplier<Leaving> leaving;

  /** Whether the worker leaves, and whose will that is. */
  enum Leaving {
    NOT,
    /** It has done what it may, or needs too much memory. */
    BY_ITSELF,
    /** The pod ends. */
    TOLD
  }

  /**
   * @param leaving asked anew each time
   * @param changed hears that the rates allow more
   * @param more hears that handler or quarantine allow more
   */
  StartLimits(
      LoopSettings rules,
      LoopDependencies ports,
      Supplier<Leaving> leaving,
      Runnable changed,
      Runnable more) {
    this.leaving = leaving;
    pace = new RateLimiter(rules.rateLimits(), ports.loop(), changed);
    gate = new HandlerGate(ports.readiness(), rules, ports.loop(), ports.random(), more);
    quarantine = new Quarantine(ports.inFlight(), ports.loop(), more);
  }

  /** Asks the handler whether it is ready; until then nothing begins. */
  void start() {
    gate.start();
  }

  /** Whether tasks may begin here at all. */
  boolean goesOn() {
    return leaving.get() == Leaving.NOT;
  }

  /**
   * How many more tasks may begin, as far as those that ran before say.
   *
   * @param running tasks, with those that were given up
   */
  int room(int running) {
    return Math.min(gate.room(), quarantine.room(running));
  }

  /** Whether the handler lets a task begin. */
  boolean handlerTakesTasks() {
    return gate.room() > 0;
  }

  /** Present while the handler gives no answer. */
  Optional<HandlerDown> handlerDown() {
    return gate.down();
  }

  /**
   * How many of {@code wanted} tasks the rates let begin now.
   *
   * @param promised tasks that will begin besides
   */
  int allowed(int wanted, int promised) {
    return pace.allowed(wanted, promised);
  }

  /** This worker's share of the pool's rate; empty where the pool has none. */
  Optional<RateShare> share() {
    return pace.share();
  }

  /** The worker has another share of the pool's rate. */
  void share(RateShare told) {
    pace.share(told);
  }

  /** Whether a task goes back for a while, for others come before it while all fail. */
  boolean postpones(LeasedTask task, int attempt) {
    return gate.postpones(task, attempt);
  }

  /** How long such a task stays away. */
  Duration postponement() {
    return gate.postponement();
  }

  /** Whether the task may begin beside those that run, or is what crashes the worker. */
  Quarantine.Verdict verdict(String id, Slots slots) {
    return quarantine.of(id, slots.busy(), slots.abandoned());
  }

  /** A run begins. */
  void begins(RunningTask work) {
    pace.started();
    gate.begins(work);
  }

  /**
   * It is decided what a run came to, though it may go on. A handler that gives no answer while the
   * worker leaves as it was told to was probably told to end, too.
   *
   * @return what is to become of its task; empty: it goes back, for nothing is known of it
   */
  Optional<Outcome> ended(RunningTask work, RunResult ending) {
    var outcome = gate.ended(work, ending);
    quarantine.decided(work.task().id());
    return ending instanceof RunResult.NoAnswer && leaving.get() == Leaving.TOLD
        ? Optional.empty()
        : outcome;
  }

  /** A run has really ended. */
  void over() {
    quarantine.ended();
  }
}
