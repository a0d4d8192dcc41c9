// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.runtime.Environment;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.failure.FailurePolicy;
import dev.taskworkers.worker.loop.DuplicateRule;
import dev.taskworkers.worker.loop.GracePeriod;
import dev.taskworkers.worker.loop.IdleExit;
import dev.taskworkers.worker.loop.LoopSettings;
import dev.taskworkers.worker.loop.RateLimits;
import java.time.Duration;

/** Reads what the loop keeps to from the environment; see {@link EnvVars}. */
final class RuleSettings {
  /** What is left is for the copies that handlers make, for answers that are read, and for us. */
  private static final int PART_OF_HEAP = 4;

  private RuleSettings() {}

  static LoopSettings read(
      Environment environment, int concurrency, boolean deadLetters, DeadLetter.Origin origin) {
    var taskTimeout =
        GoDuration.readPositive(environment, EnvVars.TASK_TIMEOUT, Duration.ofMinutes(10));
    var pull = PullMode.of(environment.text(EnvVars.PULL, PullMode.UNARY.label()));
    var maxTaskTimeout = maxTaskTimeout(environment, taskTimeout);
    return new LoopSettings(
        concurrency,
        pull,
        Runtime.getRuntime().maxMemory() / PART_OF_HEAP,
        taskTimeout,
        maxTaskTimeout,
        RateLimits.read(environment, pull),
        duplicates(environment),
        FailurePolicy.read(environment, deadLetters),
        new GracePeriod(
            GoDuration.readPositive(
                environment, EnvVars.GRACE_PERIOD, maxTaskTimeout.plusSeconds(30))),
        environment.number(EnvVars.MAX_TASKS, LoopSettings.NO_MAX_TASKS, 1, Integer.MAX_VALUE),
        GoDuration.readPositive(environment, EnvVars.IDLE_EXIT, IdleExit.NEVER),
        origin);
  }

  private static Duration maxTaskTimeout(Environment environment, Duration taskTimeout) {
    var most = GoDuration.read(environment, EnvVars.MAX_TASK_TIMEOUT, taskTimeout);
    if (most.compareTo(taskTimeout) < 0) {
      throw new UsageException(
          EnvVars.MAX_TASK_TIMEOUT + " must not be shorter than " + EnvVars.TASK_TIMEOUT + ".");
    }
    return most;
  }

  private static DuplicateRule duplicates(Environment environment) {
    var attribute = environment.text(EnvVars.DEDUPLICATION_ATTRIBUTE, "");
    if (attribute.isEmpty() && !environment.text(EnvVars.DEDUPLICATION_WINDOW, "").isEmpty()) {
      throw new UsageException(
          EnvVars.DEDUPLICATION_WINDOW
              + " needs "
              + EnvVars.DEDUPLICATION_ATTRIBUTE
              + ", for example"
              + " order-id.");
    }
    return new DuplicateRule(
        attribute,
        GoDuration.readPositive(environment, EnvVars.DEDUPLICATION_WINDOW, Duration.ofMinutes(10)));
  }
}
