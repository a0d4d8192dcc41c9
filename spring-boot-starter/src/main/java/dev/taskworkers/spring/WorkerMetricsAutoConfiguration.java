// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.spring;

import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Adds the worker to the metrics of an application that has Micrometer. */
@AutoConfiguration(after = TaskworkersAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
public class WorkerMetricsAutoConfiguration {
  @Bean
  @ConditionalOnBean(WorkerLifecycle.class)
  WorkerMetrics taskWorkerMetrics(WorkerLifecycle worker) {
    return new WorkerMetrics(worker);
  }
}
