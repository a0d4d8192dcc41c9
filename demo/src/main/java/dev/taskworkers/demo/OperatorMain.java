// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.process.OperatorProcess;
import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.runtime.Logs;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;

/** The operator as its own main starts it, but on the demo's clock and for the demo's cluster. */
final class OperatorMain {
  /** The API server's address. */
  public static final String KUBERNETES = "LAB_KUBERNETES_URL";

  /** A folder; files in it say what the network to the workers does not let through. */
  public static final String NETWORK = "LAB_NETWORK";

  private OperatorMain() {}

  public static void main(String[] arguments) {
    var environment = System.getenv();
    Logs.configure(environment);
    var clock = FastClock.parse(environment.get(FastClock.VARIABLE));
    var kubernetes =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder().withMasterUrl(environment.get(KUBERNETES)).build())
            .build();
    var process =
        OperatorProcess.start(
            OperatorConfig.from(environment),
            environment,
            kubernetes,
            line -> new BrokenNetwork(line, Path.of(environment.get(NETWORK))),
            clock,
            clock.onTheWall(Autoscaler.TICK));
    Runtime.getRuntime().addShutdownHook(new Thread(process::close, "shutdown"));
  }
}
