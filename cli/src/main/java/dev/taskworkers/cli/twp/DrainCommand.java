// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import dev.taskworkers.cli.doctor.Clusters;
import dev.taskworkers.cli.options.NamedObject;
import dev.taskworkers.ui.cluster.Drains;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a worker finish its tasks and be replaced. */
@Command(
    name = "drain",
    description = {
      "Asks the operator to have a worker pull no more and finish its tasks, then to delete its"
          + " pod, so that another one takes its place. The pool needs mode Auto and workers that"
          + " report. Prints the line of kubectl that does the same."
    },
    mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "POD", description = "NAME, or NAMESPACE/NAME.")
  private String pod;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "N",
      description = "The pod's namespace. Default: that of the context.")
  private Optional<String> namespace = Optional.empty();

  @Override
  public Integer call() {
    var named = NamedObject.parse(pod, "POD");
    NamedObject.requireNamespace("--namespace", namespace);
    try (var kubernetes = Clusters.require(System.getenv())) {
      var space =
          named
              .namespace()
              .or(() -> namespace)
              .or(() -> Optional.ofNullable(kubernetes.getConfiguration().getNamespace()))
              .orElse("default");
      var name = named.name();
      var drains = new Drains(kubernetes);
      var result = drains.drain(space, name, Optional.empty());
      if (result.status() != 200) {
        throw new IllegalStateException(result.sentence());
      }
      var out = spec.commandLine().getOut();
      out.println(result.sentence());
      out.println("The same: " + drains.command(space, name));
      out.flush();
    }
    return 0;
  }
}
