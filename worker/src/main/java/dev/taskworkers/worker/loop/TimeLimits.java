// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.api.Task;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long each task may run: what its attribute says, within a cap, because a drain waits for so
 * long. Each thing that is wrong with the attribute is told once; a publisher that errs does so for
 * every task. Belongs to the loop.
 */
final class TimeLimits {
  /** A duration as in Go: {@code 45s}, {@code 2h}. */
  static final String ATTRIBUTE = "task-timeout";

  private static final Logger log = LoggerFactory.getLogger(TimeLimits.class);

  private final Duration usual;
  private final Duration most;
  private boolean toldOfUnclear;
  private boolean toldOfTooLong;

  /**
   * @param usual the limit of a task that asks for none
   * @param most the cap
   */
  TimeLimits(Duration usual, Duration most) {
    this.usual = usual;
    this.most = most;
  }

  Duration of(Task task) {
    var wanted = task.attributes().get(ATTRIBUTE);
    return wanted == null ? usual : read(wanted, task.id());
  }

  private Duration read(String wanted, String id) {
    try {
      var limit = GoDuration.parse(wanted, "The attribute " + ATTRIBUTE + " of task " + id);
      if (limit.isZero()) {
        return unclear(
            "The attribute " + ATTRIBUTE + " of task " + id + ": expected more than 0s.");
      }
      return limit.compareTo(most) > 0 ? tooLong(wanted, id) : limit;
    } catch (UsageException e) {
      return unclear(e.getMessage());
    }
  }

  private Duration unclear(String what) {
    if (!toldOfUnclear) {
      toldOfUnclear = true;
      log.warn(
          "{} It may run for {}; the log names no further such tasks.",
          what,
          GoDuration.format(usual));
    }
    return usual;
  }

  private Duration tooLong(String wanted, String id) {
    if (!toldOfTooLong) {
      toldOfTooLong = true;
      log.warn(
          "Task {} asks for {}; this worker allows no more than its {}. It may run for {}; the log"
              + " names no further such tasks.",
          id,
          wanted,
          EnvVars.MAX_TASK_TIMEOUT,
          GoDuration.format(most));
    }
    return most;
  }
}
