// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.cli.options.Output;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The last day of a pool. */
@Command(
    name = "timeline",
    description = "Lists the decisions on a pool, and the times in which something was wrong.",
    mixinStandardHelpOptions = true)
final class TimelineCommand implements Callable<Integer> {
  @Mixin private OnePool pool;
  @Mixin private Output output;

  @Override
  public Integer call() {
    pool.print(output, PoolNumbers::timeline, TimelineCommand::print);
    return 0;
  }

  static void print(JsonNode timeline, PrintWriter out) {
    out.println("Known since " + Numbers.text(timeline.path("since")) + ".");
    out.println();
    var troubles = new TextTable("FROM", "TO", "TROUBLE");
    for (var band : timeline.path("troubles")) {
      troubles.add(
          time(band.path("from").asLong()),
          time(band.path("to").asLong()),
          band.path("kind").asText());
    }
    if (!timeline.path("troubles").isEmpty()) {
      troubles.print(out);
      out.println();
    }
    var decisions = new TextTable("AT", "FROM", "TO", "REASON", "WHY");
    for (var mark : timeline.path("decisions")) {
      decisions.add(
          time(Instant.parse(mark.path("at").asText()).getEpochSecond()),
          Numbers.number(mark.path("from")),
          Numbers.number(mark.path("to")),
          mark.path("reason").asText(),
          mark.path("message").asText());
    }
    decisions.print(out);
  }

  private static String time(long epochSecond) {
    return Instant.ofEpochSecond(epochSecond).toString();
  }
}
