// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.spring;

import dev.taskworkers.dispatcher.DispatcherConfig;
import dev.taskworkers.dispatcher.TaskDispatcher;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.TaskHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Gives an application with a {@code TaskHandler} or a {@code BatchTaskHandler} among its beans a
 * worker, and one that names a topic a {@link TaskDispatcher}.
 */
@AutoConfiguration
@EnableConfigurationProperties(TaskworkersProperties.class)
public class TaskworkersAutoConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(TaskworkersAutoConfiguration.class);

  TaskworkersAutoConfiguration(TaskworkersProperties properties) {
    if (properties.hasStrayEmulator(System.getenv())) {
      LOG.warn(
          "taskworkers.emulator-host={} is ignored in a pool: the operator says which Pub/Sub its"
              + " pools use. Remove the property, or set PUBSUB_EMULATOR_HOST where you need it.",
          properties.emulatorHost());
    }
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnProperty("taskworkers.topic")
  TaskDispatcher taskDispatcher(TaskworkersProperties properties) {
    return TaskDispatcher.open(DispatcherConfig.from(properties.variables(System.getenv())));
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(TaskHandler.class)
  WorkerLifecycle taskWorker(
      TaskworkersProperties properties,
      TaskHandler handler,
      ObjectProvider<BatchTaskHandler> batchHandlers,
      ApplicationContext application) {
    if (batchHandlers.stream().findAny().isPresent()) {
      throw new UsageException(
          "Expected a TaskHandler or a BatchTaskHandler among the beans, but found both. A worker"
              + " has one handler: leave one of them.");
    }
    return lifecycle(properties, handler, application);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBean(BatchTaskHandler.class)
  WorkerLifecycle batchTaskWorker(
      TaskworkersProperties properties, BatchTaskHandler handler, ApplicationContext application) {
    if (!properties.variables(System.getenv()).containsKey(EnvVars.BATCH_SIZE)) {
      throw new UsageException(
          "taskworkers.batch-size: expected the number of tasks in a batch, since the handler is a"
              + " BatchTaskHandler, but found none.");
    }
    return lifecycle(properties, handler, application);
  }

  private static WorkerLifecycle lifecycle(
      TaskworkersProperties properties, Object handler, ApplicationContext application) {
    return WorkerLifecycle.of(handler, properties.variables(System.getenv()), application);
  }
}
