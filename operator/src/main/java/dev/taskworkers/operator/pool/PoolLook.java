// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.input.Policy;
import java.time.Instant;

/** What a look at a pool has shown, and what was decided on it. */
public record PoolLook(Policy policy, PoolSnapshot seen, Decision decision, Instant at) {
  double waitSeconds() {
    return OldestWait.seconds(seen.arrivals().arrivals(), decision.estimate(), at);
  }
}
