// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import dev.taskworkers.protocol.HandlerKind;
import java.io.IOException;
import java.time.Duration;

/**
 * The two disciplines: a backlog as fast as possible, and single tasks as soon as possible. Both
 * measure the steady state of every client alike: what a JVM's just-in-time compiler has to do is
 * over before.
 */
record ClientComparison(MeasuringPlan plan, SingleTasks singles) {
  /**
   * After these a JVM's compilers rest: on two slow cores our worker's still took half of its
   * processor time after 4, and 24 more changed nothing. The other clients need none.
   */
  private static final int WARM_UP_ROUNDS = 16;

  /**
   * After so many single tasks a JVM compiles next to nothing more: of our worker one method or two
   * in 300 tasks, as {@code -XX:+PrintCompilation} tells. After 10 000 it still was dozens, and the
   * second compiler took longer than all threads that did the tasks.
   */
  private static final int WARM_UP_SINGLES = 40_000;

  /** Programs and requests take as long as they take, and a worker has one compiler for them. */
  private static final int FEW_ROUNDS = 4;

  private static final int FEW_SINGLES = 500;

  /** How often each slot has a task in a round at least. */
  private static final long TURNS = 3;

  private static final Duration LOOK = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A client may still hold tasks of a round that is over; so long it gets to let go of them. */
  private static final Duration CALM = Duration.ofMillis(300);

  /** Between two timed tasks. */
  private static final Duration PACE = Duration.ofMillis(5);

  private static final Duration PACE_OF_WARM_UP = Duration.ofMillis(1);

  /**
   * Counts from when as many tasks are done as there are slots, because until then tasks only
   * begin, or a quarter of all tasks where these are few; until time is up and a few times as many
   * are done, or nearly all.
   */
  void throughput(Runner runner, Score score) throws InterruptedException {
    var lane = runner.lane();
    var before = lane.acknowledged();
    lane.fill();
    await(runner, before + Math.min(plan.slots(), plan.tasks() / 4));
    var cpu = runner.cpu();
    var done = lane.acknowledged();
    var begun = System.nanoTime();
    var end = begun + plan.round().toNanos();
    var nearlyAll = before + (long) (plan.tasks() * 0.95);
    while (System.nanoTime() < end && lane.acknowledged() < nearlyAll) {
      Thread.sleep(LOOK.toMillis());
    }
    await(runner, Math.min(nearlyAll, done + TURNS * plan.slots()));
    var tasks = lane.acknowledged() - done;
    var time = Duration.ofNanos(System.nanoTime() - begun);
    score.addRound(tasks, time, runner.cpu().minus(cpu));
    lane.clear();
    Thread.sleep(CALM.toMillis());
  }

  private void await(Runner runner, long acknowledged) throws InterruptedException {
    var before = runner.lane().acknowledged();
    var patience = System.nanoTime() + PATIENCE.toNanos();
    for (var done = before; done < acknowledged; done = runner.lane().acknowledged()) {
      if (done > before) {
        before = done;
        patience = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > patience) {
        throw new IllegalStateException(runner.name() + " does no task.");
      }
      Thread.sleep(LOOK.toMillis());
    }
  }

  /** Enough tasks for a JVM to have compiled what they need. */
  void warmUp(CandidateProcesses entry) throws IOException, InterruptedException {
    var rounds = plan.handler() == HandlerKind.JAVA ? WARM_UP_ROUNDS : FEW_ROUNDS;
    for (var round = 0; round < rounds; round++) {
      throughput(entry.backlog(), new Score());
    }
    untimed(entry.single(), plan.handler() == HandlerKind.JAVA ? WARM_UP_SINGLES : FEW_SINGLES);
  }

  /** Begins with as many single tasks that do not count, as the client has been idle for long. */
  void latency(Runner runner, Score score) throws IOException, InterruptedException {
    untimed(runner, plan.timedTasks());
    singles.run(runner.name(), runner.lane(), plan.timedTasks(), PACE);
    score.addLatencies(taken(runner));
  }

  /** A handler in another process can't tell when it began; then the server tells when it ended. */
  private double[] taken(Runner runner) throws IOException {
    return plan.handler() == HandlerKind.JAVA ? runner.latencies() : runner.lane().latencies();
  }

  /** Single tasks that are like the timed ones, but whose times are thrown away. */
  private void untimed(Runner runner, int tasks) throws IOException, InterruptedException {
    singles.run(runner.name(), runner.lane(), tasks, PACE_OF_WARM_UP);
    var unused = taken(runner);
  }
}
