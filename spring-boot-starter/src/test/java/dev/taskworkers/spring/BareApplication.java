// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.spring;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.TaskHandler;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Needs nothing but the starter; {@link StarterTest} loads it where there is nothing else. */
public final class BareApplication {
  private BareApplication() {}

  /** Starts and ends it, and says whether it had a worker in between. */
  public static boolean works(int pubsubPort) {
    try (var application =
        new SpringApplicationBuilder(Beans.class)
            .properties(
                "spring.main.banner-mode=off",
                "taskworkers.project=acme",
                "taskworkers.subscription=thumbnails",
                "taskworkers.health-port=0",
                "taskworkers.emulator-host=127.0.0.1:" + pubsubPort)
            .run()) {
      return application.getBean(WorkerLifecycle.class).isRunning();
    }
  }

  /** Of the application. */
  @Configuration
  @EnableAutoConfiguration
  public static class Beans {
    @Bean
    TaskHandler handler() {
      return (task, context) -> Outcome.ack();
    }
  }
}
