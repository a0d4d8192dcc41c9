// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.spring;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether the worker can do tasks, in its own words. */
final class WorkerHealth implements HealthIndicator {
  private final WorkerLifecycle lifecycle;

  WorkerHealth(WorkerLifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  @Override
  public Health health() {
    var worker = lifecycle.worker();
    if (worker.isEmpty()) {
      return Health.outOfService().withDetail("problem", "The worker does not run.").build();
    }
    return worker
        .get()
        .problem()
        .map(problem -> Health.down().withDetail("problem", problem).build())
        .orElseGet(() -> Health.up().build());
  }
}
