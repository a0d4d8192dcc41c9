// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Adds the worker to the health of an application that has an actuator. */
@AutoConfiguration(after = TaskworkersAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
public class WorkerHealthAutoConfiguration {
  @Bean
  @ConditionalOnBean(WorkerLifecycle.class)
  WorkerHealth taskWorkerHealthIndicator(WorkerLifecycle worker) {
    return new WorkerHealth(worker);
  }
}
