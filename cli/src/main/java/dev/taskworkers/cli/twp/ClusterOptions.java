// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.cli.doctor.Clusters;
import dev.taskworkers.cli.options.NamedObject;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.ui.cluster.ClusterSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Which pools of which cluster are looked at. */
public final class ClusterOptions {
  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "N",
      description = "The namespace of the pools. Default: any.")
  private Optional<String> namespace = Optional.empty();

  @Option(
      names = "--operator-namespace",
      paramLabel = "N",
      description = "The operator's namespace. Default: taskworkers-system, or where one is found.")
  private Optional<String> operatorNamespace = Optional.empty();

  /**
   * Finds what can't be.
   *
   * @throws UsageException when it is wrong
   */
  public void check() {
    NamedObject.requireNamespace("--namespace", namespace);
    NamedObject.requireNamespace("--operator-namespace", operatorNamespace);
  }

  /** What {@code read} finds on the cluster that {@code kubectl} would talk to, printed. */
  void print(
      Output output,
      Function<PoolNumbers, JsonNode> read,
      BiConsumer<JsonNode, PrintWriter> table) {
    var found = read(output, read);
    output.print(found, out -> table.accept(found, out));
  }

  /** What {@code read} finds on that cluster. */
  <T> T read(Output output, Function<PoolNumbers, T> read) {
    check();
    try (var kubernetes = Clusters.require(System.getenv())) {
      return read.apply(new PoolNumbers(source(kubernetes), namespace, output.err()));
    }
  }

  /** The pools, seen with the rights of {@code kubernetes}. */
  public ClusterSource source(KubernetesClient kubernetes) {
    return new ClusterSource(kubernetes, namespace, operatorNamespace, Clock.systemUTC());
  }
}
