// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.process.Signals;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs Pub/Sub and Cloud Monitoring on this machine until it is told to stop. */
@Command(
    name = "cloud",
    description = {
      "Pub/Sub and Cloud Monitoring on this machine, for Google's own clients; stops on Ctrl-C.",
      "Nothing is kept when it stops. Port 0 takes a free one."
    },
    mixinStandardHelpOptions = true)
final class CloudCommand implements Callable<Integer> {
  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address that Pub/Sub and Cloud Monitoring listen on (${DEFAULT-VALUE}); there is no"
              + " authentication.")
  private String host;

  @Option(
      names = "--pubsub-port",
      paramLabel = "PORT",
      defaultValue = "8085",
      description = "Port of Pub/Sub (${DEFAULT-VALUE}).")
  private int pubsubPort;

  @Option(
      names = "--monitoring-port",
      paramLabel = "PORT",
      defaultValue = "8086",
      description = "Port of Cloud Monitoring (${DEFAULT-VALUE}).")
  private int monitoringPort;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      defaultValue = "8087",
      description = "Port for switching faults on and off over HTTP (${DEFAULT-VALUE}).")
  private int adminPort;

  @Option(
      names = "--create",
      paramLabel = "PROJECT/TOPIC/SUBSCRIPTION",
      description =
          "Creates a subscription at the start, and its topic unless it exists. Repeatable.")
  private List<String> created = new ArrayList<>();

  @Option(
      names = "--monitors",
      paramLabel = "PROJECT=PROJECT[,PROJECT...]",
      description =
          "A project that shows the time series of others beside its own, as the scoping project of"
              + " a metrics scope does. Repeatable.")
  private Map<String, String> monitored = new LinkedHashMap<>();

  @Option(
      names = "--kind",
      description =
          "Answers every call at once and in full, which Google doesn't; for tests of programs that"
              + " must not wait.")
  private boolean kind;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Checks.port("--pubsub-port", pubsubPort);
    Checks.port("--monitoring-port", monitoringPort);
    Checks.port("--admin-port", adminPort);
    var played = kind ? CloudOptions.undisturbed() : CloudOptions.defaults();
    var options =
        played
            .withHost(host)
            .withPorts(pubsubPort, monitoringPort, adminPort)
            .withMetrics(played.metrics().withMonitored(scopes()));
    var stopped = new CountDownLatch(1);
    try (var cloud = LocalCloud.start(options, Clock.systemUTC())) {
      created.forEach(names -> create(cloud, names));
      Signals.onTermination(stopped::countDown);
      announce(cloud);
      stopped.await();
    }
    return 0;
  }

  private Map<String, List<String>> scopes() {
    var scopes = new HashMap<String, List<String>>();
    monitored.forEach(
        (project, others) -> {
          var names = List.of(others.split(",", -1));
          if (project.isBlank() || names.stream().anyMatch(String::isBlank)) {
            throw new UsageException(
                "--monitors: expected PROJECT=PROJECT[,PROJECT...], for example acme=staging,tests,"
                    + " but found '"
                    + project
                    + "="
                    + others
                    + "'.");
          }
          scopes.put(project, names);
        });
    return scopes;
  }

  private void create(LocalCloud cloud, String names) {
    var parts = names.split("/", -1);
    if (parts.length != 3) {
      throw new UsageException(
          "--create: expected PROJECT/TOPIC/SUBSCRIPTION, for example acme/thumbnails/thumbnails,"
              + " but found '"
              + names
              + "'.");
    }
    var project = "projects/" + parts[0];
    Provision.create(
        host,
        cloud.pubsubPort(),
        project + "/topics/" + parts[1],
        project + "/subscriptions/" + parts[2]);
  }

  private void announce(LocalCloud cloud) {
    var out = spec.commandLine().getOut();
    var pubsub = address(cloud.pubsubPort());
    var monitoring = address(cloud.monitoringPort());
    out.println("Pub/Sub listens on " + pubsub + ".");
    out.println("Cloud Monitoring listens on " + monitoring + ".");
    out.println("Switch faults at http://127.0.0.1:" + cloud.adminPort() + "/faults.");
    out.println("In the shells of the programs that use them, run:");
    out.println("export PUBSUB_EMULATOR_HOST=" + pubsub);
    out.println("export MONITORING_EMULATOR_HOST=" + monitoring);
    out.flush();
  }

  private String address(int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
