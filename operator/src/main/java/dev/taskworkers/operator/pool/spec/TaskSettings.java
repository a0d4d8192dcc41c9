// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.runtime.UsageException.expect;

import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.crds.TaskWorkerPoolSpec.Pull;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.protocol.PullMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How our worker pulls tasks and runs them.
 *
 * @param maxTimeout what a task's attribute may ask for
 */
public record TaskSettings(
    Pull pull,
    Optional<StartRates> startRates,
    Duration timeout,
    Duration maxTimeout,
    Optional<Recycle> recycle,
    Optional<Batch> batch,
    Optional<Deduplication> deduplication,
    Retry retry) {
  private static final Duration GRACE_MARGIN = Duration.ofSeconds(30);

  static TaskSettings read(TaskWorkerPoolSpec spec, Handler handler) {
    var timeout = GoDuration.parse(spec.taskTimeout(), "spec.taskTimeout");
    expect(
        timeout.compareTo(Duration.ZERO) > 0,
        "spec.taskTimeout: expected more than 0s, but found '" + spec.taskTimeout() + "'");
    var maxTimeout =
        spec.maxTaskTimeout() == null
            ? timeout
            : GoDuration.parse(spec.maxTaskTimeout(), "spec.maxTaskTimeout");
    expect(
        maxTimeout.compareTo(timeout) >= 0,
        "spec.maxTaskTimeout must not be shorter than spec.taskTimeout");
    return new TaskSettings(
        spec.pull(),
        Optional.ofNullable(spec.rateLimit()).map(given -> StartRates.read(given, spec.pull())),
        timeout,
        maxTimeout,
        Optional.ofNullable(spec.recycle()).map(given -> Recycle.read(given, handler)),
        Optional.ofNullable(spec.batch())
            .map(given -> Batch.read(given, spec.concurrency(), handler)),
        Optional.ofNullable(spec.deduplication()).map(Deduplication::read),
        Retry.read(spec.retry()));
  }

  /** Between SIGTERM and SIGKILL of a pod: a whole task and a margin. */
  public Duration gracePeriod() {
    return maxTimeout.plus(GRACE_MARGIN);
  }

  /**
   * The environment in which a worker finds them, in the same order in any process: another order
   * would be another pod template.
   *
   * @param most pods that share what the pool may start
   */
  public Map<String, String> variables(int most) {
    var variables = new LinkedHashMap<String, String>();
    if (pull == Pull.Streaming) {
      variables.put(EnvVars.PULL, PullMode.STREAMING.label());
    }
    startRates.ifPresent(rates -> rates.addTo(variables, most));
    variables.put(EnvVars.TASK_TIMEOUT, GoDuration.format(timeout));
    if (!maxTimeout.equals(timeout)) {
      variables.put(EnvVars.MAX_TASK_TIMEOUT, GoDuration.format(maxTimeout));
    }
    variables.put(EnvVars.GRACE_PERIOD, GoDuration.format(gracePeriod()));
    recycle.ifPresent(given -> given.addTo(variables));
    batch.ifPresent(given -> given.addTo(variables));
    deduplication.ifPresent(given -> given.addTo(variables));
    retry.addTo(variables);
    return variables;
  }
}
