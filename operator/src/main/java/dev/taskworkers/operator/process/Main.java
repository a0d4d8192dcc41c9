// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.runtime.Logs;
import dev.taskworkers.runtime.UsageException;
import java.time.Clock;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/** Starts the operator from its environment and runs it until SIGTERM. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    var environment = System.getenv();
    try {
      Logs.configureForCollectors(environment);
      var config = OperatorConfig.from(environment);
      var process =
          OperatorProcess.start(
              config,
              environment,
              ApiClient.open(),
              UnaryOperator.identity(),
              Clock.systemUTC(),
              Autoscaler.TICK);
      Runtime.getRuntime().addShutdownHook(new Thread(process::close, "shutdown"));
    } catch (UsageException e) {
      LoggerFactory.getLogger(Main.class).error("{}", e.getMessage());
      System.exit(2);
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(Main.class).error("the operator could not start", e);
      System.exit(1);
    }
  }
}
