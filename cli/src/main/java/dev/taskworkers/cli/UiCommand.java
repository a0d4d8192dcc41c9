// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.cli.deadletters.PageDeadLetters;
import dev.taskworkers.cli.doctor.Clusters;
import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.twp.ClusterOptions;
import dev.taskworkers.runtime.AtShutdown;
import dev.taskworkers.ui.PoolActions;
import dev.taskworkers.ui.UiServer;
import dev.taskworkers.ui.cluster.ClusterActions;
import dev.taskworkers.ui.cluster.ClusterHistory;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves the page of a cluster's pools on this machine until it is stopped. */
@Command(
    name = "ui",
    description = {
      "Shows the pools of a cluster in the browser: their state, their last day, and the reason"
          + " for their number of pods. It finds the cluster as kubectl does and asks as you.",
      "Where you may not forward a port to the operator, it shows what the status of the pools"
          + " contains, and says what is missing."
    },
    mixinStandardHelpOptions = true)
final class UiCommand implements Callable<Integer> {
  private static final Duration EVERY = Duration.ofSeconds(5);

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "The port of the page on 127.0.0.1; 0 takes a free one (${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--open", description = "Opens the page in the browser.")
  private boolean open;

  @Option(
      names = "--read-only",
      description = "Shows no action that changes a pool or a dead letter.")
  private boolean readOnly;

  @Mixin private ClusterOptions cluster;

  @Override
  public Integer call() throws InterruptedException {
    Checks.port("--port", port);
    cluster.check();
    var stopped = new CountDownLatch(1);
    try (var stop = new AtShutdown("ui-stop", stopped::countDown);
        var kubernetes = Clusters.require(System.getenv());
        var server =
            UiServer.start(
                port,
                "--port",
                new UiServer.Contents(
                    cluster.source(kubernetes),
                    actions(kubernetes),
                    new ClusterHistory(kubernetes),
                    new PageDeadLetters(kubernetes, System.getenv(), Clock.systemUTC(), readOnly)),
                EVERY)) {
      var out = spec.commandLine().getOut();
      out.println(server.address());
      out.flush();
      if (open) {
        Browser.open(server.address(), spec.commandLine().getErr());
      }
      stopped.await();
    }
    return 0;
  }

  private PoolActions actions(KubernetesClient kubernetes) {
    return readOnly ? PoolActions.none() : new ClusterActions(kubernetes);
  }
}
