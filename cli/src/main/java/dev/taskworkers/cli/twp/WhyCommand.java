// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.runtime.Printable;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The arithmetic of a decision. */
@Command(
    name = "why",
    description = "Says why a pool has its number of pods, with the current numbers.",
    mixinStandardHelpOptions = true)
final class WhyCommand implements Callable<Integer> {
  @Mixin private OnePool pool;
  @Mixin private Output output;

  @Override
  public Integer call() {
    pool.print(output, PoolNumbers::pool, WhyCommand::print);
    return 0;
  }

  static void print(JsonNode pool, PrintWriter out) {
    var look = pool.path("look");
    if (look.isMissingNode()) {
      out.println(PoolNumbers.problem(pool));
      return;
    }
    var numbers = look.path("arithmetic");
    out.println(Printable.of(look.path("decision").path("message").asText()));
    out.println();
    var table = new TextTable("PODS", "BECAUSE");
    table.add(
        Numbers.number(numbers.path("podsForArrivals")),
        Numbers.perSecond(numbers.path("arrivalRate"))
            + " arrive and each takes "
            + Numbers.duration(numbers.path("taskSeconds"))
            + (numbers.path("measured").asBoolean() ? "" : " (assumed)")
            + ": "
            + Numbers.number(numbers.path("busySlots"))
            + " run at once, with room for chance, "
            + Numbers.number(numbers.path("slotsPerPod"))
            + " to a pod");
    table.add(
        Numbers.number(numbers.path("podsForQueue")),
        Numbers.number(numbers.path("waiting"))
            + " wait, "
            + Numbers.number(numbers.path("queued"))
            + " when new pods are ready in "
            + Numbers.duration(numbers.path("timeToReadySeconds"))
            + "; to work them off within "
            + Numbers.duration(numbers.path("drainSeconds")));
    add(table, numbers, "podsOfUse", "more would find no task");
    add(table, numbers, "podsOfRateLimit", "more would start no more under the rate limit");
    add(table, numbers, "podsOfKeys", "more would run no more ordering keys at once");
    add(table, numbers, "demand", "so tasks call for these");
    add(table, numbers, "guarded", "after precautions");
    add(table, numbers, "pinned", "spec.replicas pins these");
    add(table, numbers, "minReplicas", "minReplicas");
    add(table, numbers, "maxReplicas", "maxReplicas");
    table.add(
        Numbers.number(numbers.path("decided")),
        "are asked for; what binds: "
            + numbers.path("binds").asText()
            + " ("
            + numbers.path("reason").asText()
            + ")");
    table.print(out);
  }

  private static void add(TextTable table, JsonNode numbers, String name, String what) {
    if (numbers.has(name)) {
      table.add(Numbers.number(numbers.path(name)), what);
    }
  }
}
