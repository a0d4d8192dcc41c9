// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.worker.execution.EventLoop;
import dev.taskworkers.worker.loop.SelfReport;
import java.time.Duration;
import java.util.Optional;

/** What other threads may know of a worker: they ask, and the loop answers when it gets to it. */
record LoopView(EventLoop eventLoop, SelfReport report) {
  /** A loop that does not answer within this is stuck: its actions take microseconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final String NO_ANSWER = "The task loop does not answer.";

  /** Why this process should be replaced, or empty. */
  public Optional<String> stuck() {
    return eventLoop.ask(report::stuck, PATIENCE).orElse(Optional.of(NO_ANSWER));
  }

  /** Why no task can be done at the moment, or empty. */
  public Optional<String> problem() {
    return eventLoop.ask(report::problem, PATIENCE).orElse(Optional.of(NO_ANSWER));
  }

  public WorkerReport status() {
    return eventLoop
        .ask(report::status, PATIENCE)
        .orElseThrow(() -> new IllegalStateException(NO_ANSWER));
  }
}
