// SPDX-License-Identifier: Apache-2.0
package sample;

import dev.taskworkers.dispatcher.Task;
import dev.taskworkers.dispatcher.TaskDispatcher;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.TaskHandler;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class Thumbnails {
  public static void main(String[] arguments) {
    SpringApplication.run(Thumbnails.class, arguments);
  }

  @Bean
  TaskHandler thumbnail() {
    return (task, context) -> {
      System.out.println("made a thumbnail of " + task.payload().text());
      return Outcome.ack();
    };
  }

  @Bean
  CommandLineRunner send(TaskDispatcher dispatcher) {
    return arguments -> dispatcher.dispatch(Task.of("cat.jpg")).join(); // throws if it failed
  }
}
