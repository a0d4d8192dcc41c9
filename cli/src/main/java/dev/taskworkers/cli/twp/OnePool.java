// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.cli.options.NamedObject;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.ui.RecordedHour;
import java.io.PrintWriter;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which pool of which cluster is looked at. */
final class OnePool {
  @Parameters(paramLabel = "POOL", description = "NAME, or NAMESPACE/NAME.")
  private String pool;

  @Mixin private ClusterOptions cluster;

  /** Prints what {@code read} finds of the pool. */
  void print(
      Output output,
      BiFunction<PoolNumbers, NamedObject, JsonNode> read,
      BiConsumer<JsonNode, PrintWriter> table) {
    var named = NamedObject.parse(pool, "POOL");
    cluster.print(output, numbers -> read.apply(numbers, named), table);
  }

  /** Its last hour. */
  RecordedHour hour(Output output) {
    var named = NamedObject.parse(pool, "POOL");
    return cluster.read(output, numbers -> numbers.hour(named));
  }
}
