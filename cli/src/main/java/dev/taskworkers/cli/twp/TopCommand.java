// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.cli.options.Output;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** All pools, a line each. */
@Command(
    name = "top",
    description = "Lists the pools, the unhealthy ones first.",
    mixinStandardHelpOptions = true)
final class TopCommand implements Callable<Integer> {
  @Mixin private ClusterOptions cluster;
  @Mixin private Output output;

  @Override
  public Integer call() {
    cluster.print(output, PoolNumbers::list, TopCommand::print);
    return 0;
  }

  static void print(JsonNode list, PrintWriter out) {
    if (list.path("pools").isEmpty()) {
      out.println(none(list));
      return;
    }
    var table =
        new TextTable(
            "NAMESPACE",
            "NAME",
            "STATE",
            "WAIT",
            "MAXWAIT",
            "WAITING",
            "IN",
            "PODS",
            "BINDS",
            "WHY");
    StreamSupport.stream(list.path("pools").spliterator(), false)
        .sorted(
            Comparator.comparingInt((JsonNode row) -> row.path("level").asInt())
                .thenComparing(TopCommand::lateness, Comparator.reverseOrder())
                .thenComparing(row -> row.path("pool").asText()))
        .forEach(row -> add(table, row));
    table.print(out);
  }

  private static double lateness(JsonNode row) {
    var now = row.path("now");
    return now.path("waitSeconds").asDouble() / now.path("objectiveSeconds").asDouble(1);
  }

  private static String none(JsonNode list) {
    var asked = list.path("asked").asText();
    var watched = PoolNumbers.texts(list.path("watched"));
    if (!asked.isEmpty() && !watched.isEmpty() && !watched.contains(asked)) {
      return PoolNumbers.unwatched(asked);
    }
    var namespaces = PoolNumbers.texts(list.path("namespaces"));
    var only = !asked.isEmpty() ? List.of(asked) : namespaces.isEmpty() ? watched : namespaces;
    return only.isEmpty()
        ? "There are no pools."
        : "There are no pools in "
            + (only.size() == 1 ? "namespace " : "the namespaces ")
            + String.join(", ", only)
            + ".";
  }

  private static void add(TextTable table, JsonNode row) {
    var now = row.path("now");
    var counts = row.has("now") ? now : row.path("status");
    var name = row.path("pool").asText().split("/", 2);
    table.add(
        name[0],
        name[name.length - 1],
        row.path("state").asText(),
        Numbers.duration(now.path("waitSeconds")),
        Numbers.duration(now.path("objectiveSeconds")),
        Numbers.number(counts.path("waiting")),
        Numbers.perSecond(now.path("arrivalRate")),
        Numbers.number(counts.path("ready")) + "/" + Numbers.number(counts.path("desired")),
        Numbers.text(now.path("binds")),
        row.path("message").asText());
  }
}
