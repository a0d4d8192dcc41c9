// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.pool.timeline.LastHour;
import dev.taskworkers.operator.scaling.input.Seconds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The last hour of one pool: what it takes to play it again.
 *
 * @param now by the operator's clock
 * @param from epoch second at which the first step begins
 * @param steps without a gap, up to the last one that has ended
 * @param pool what it is like now; absent while the pool is refused
 */
record HourView(
    String name,
    Instant now,
    long from,
    int stepSeconds,
    List<LastHour.Step> steps,
    Optional<Pool> pool) {

  /**
   * What the pool is like.
   *
   * @param watch how new tasks are noticed
   * @param podStartSeconds creation to ready of the newest pods
   */
  record Pool(
      double maxWaitSeconds,
      double drainWithinSeconds,
      int minReplicas,
      int maxReplicas,
      int concurrency,
      boolean workersReport,
      String watch,
      double taskSeconds,
      List<Double> podStartSeconds) {
    static Pool of(PoolLook look) {
      var policy = look.policy();
      var observed = look.seen().observation();
      return new Pool(
          Seconds.of(policy.maxWait()),
          Seconds.of(policy.drainWithin()),
          policy.floor().replicas(),
          policy.maxReplicas(),
          policy.slotsPerPod(),
          policy.workersReport(),
          observed.arrivals().watch().name(),
          look.decision().estimate().taskSeconds(),
          observed.pods().timesToReady().stream().map(Seconds::of).toList());
    }
  }

  static HourView of(String name, LastHour hour, Optional<PoolLook> look, Instant now) {
    var steps = hour.steps(now);
    return new HourView(
        name, now, steps.from(), LastHour.STEP_SECONDS, steps.list(), look.map(Pool::of));
  }

  /** One line of JSON. */
  String json() {
    return RecordJson.write(this) + "\n";
  }
}
