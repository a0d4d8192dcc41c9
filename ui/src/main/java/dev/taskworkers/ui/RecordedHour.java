// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.simulation.scalers.Scalers;
import dev.taskworkers.simulation.world.Beginning;
import dev.taskworkers.simulation.world.Range;
import dev.taskworkers.simulation.world.SimulationConfig;
import dev.taskworkers.simulation.world.Trace;
import dev.taskworkers.simulation.world.Workload;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * The last hour of a pool as its operator has it, in the words of a simulation.
 *
 * @param from epoch second at which it begins
 * @param arrivals tasks per second, for each step
 * @param policy the operator's own, with the signals that the pool has
 * @param settings those of now
 * @param podHours that it has used, one sample for each step
 */
public record RecordedHour(
    String pool,
    long from,
    int stepSeconds,
    List<Double> arrivals,
    Scalers policy,
    Settings settings,
    double taskSeconds,
    Range podStart,
    Beginning beginning,
    double podHours) {
  /** More take a machine longer than somebody waits for a page. */
  private static final int MOST_TASKS = 1_000_000;

  /** Of fewer, others that are drawn at their rates tell nothing. */
  private static final int FEWEST_TASKS = 20;

  private static final int MOST_PODS = 10_000;

  public RecordedHour {
    arrivals = List.copyOf(arrivals);
  }

  /**
   * Reads what an operator has at {@code /pools/NAMESPACE/NAME/hour}.
   *
   * @throws NothingToPlay where there is not enough in it
   */
  public static RecordedHour of(JsonNode hour) throws NothingToPlay {
    var name = hour.path("name").asText();
    var steps = hour.path("steps");
    var pool = hour.path("pool");
    if (pool.isMissingNode()) {
      throw new NothingToPlay("The operator does not follow " + name + ", so nothing is known.");
    }
    if (steps.size() < 2) {
      throw new NothingToPlay(
          "The operator has not looked at " + name + " for a minute yet; ask again later.");
    }
    var length = hour.path("stepSeconds").asInt();
    var rates = column(steps, "arrivals");
    var waiting = (int) Math.min(MOST_TASKS, Math.round(steps.path(0).path("waiting").asDouble()));
    var came = length * rates.stream().mapToDouble(Double::doubleValue).sum();
    if (rates.stream().allMatch(rate -> rate == 0)) {
      throw new NothingToPlay("No task has come to " + name + ", so there is nothing to play.");
    }
    if (came < FEWEST_TASKS) {
      throw new NothingToPlay(
          "About "
              + Math.max(1, Math.round(came))
              + " tasks have come to "
              + name
              + ", and a play draws tasks by chance, at the rates at which they came; with fewer"
              + " than "
              + FEWEST_TASKS
              + " it would tell nothing.");
    }
    if (waiting + came >= MOST_TASKS) {
      throw new NothingToPlay(
          "More than " + MOST_TASKS + " tasks have come to " + name + "; too many to play here.");
    }
    return new RecordedHour(
        name,
        hour.path("from").asLong(),
        length,
        rates,
        policy(pool),
        Settings.of(pool),
        Math.max(0.001, pool.path("taskSeconds").asDouble()),
        starts(pool.path("podStartSeconds")),
        new Beginning(Math.min(MOST_PODS, steps.path(0).path("pods").asInt()), waiting),
        column(steps, "pods").stream().mapToDouble(Double::doubleValue).sum() * length / 3600);
  }

  /** Why there is nothing to play, in a sentence. */
  public static final class NothingToPlay extends Exception {
    private static final long serialVersionUID = 1;

    NothingToPlay(String sentence) {
      super(sentence);
    }
  }

  private static List<Double> column(JsonNode steps, String name) {
    return StreamSupport.stream(steps.spliterator(), false)
        .map(step -> Math.max(0, step.path(name).asDouble()))
        .toList();
  }

  private static Scalers policy(JsonNode pool) {
    var watch = pool.path("watch").asText();
    if (!pool.path("workersReport").asBoolean()) {
      return watch.equals("DOORBELL") ? Scalers.OURS_FOREIGN : Scalers.OURS_METRIC;
    }
    return watch.equals("DOORBELL") ? Scalers.OURS : Scalers.OURS_PROBE;
  }

  /** A pool that has seen none of its pods start has those of any other. */
  private static Range starts(JsonNode seconds) {
    var known =
        StreamSupport.stream(seconds.spliterator(), false)
            .mapToDouble(JsonNode::asDouble)
            .filter(start -> start >= 0)
            .summaryStatistics();
    return known.getCount() == 0
        ? SimulationConfig.usual().podStart()
        : new Range(known.getMin(), known.getMax());
  }

  double peak() {
    return arrivals.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  /** What is played. */
  Workload workload(Settings played) {
    var trace = new Trace(arrivals).workload(pool, stepSeconds, peak());
    var config =
        trace
            .config()
            .withTasks(played.concurrency(), taskSeconds)
            .with(played.wishes(), beginning)
            .withDelays(podStart, trace.config().metricDelay());
    return trace.with(config).withTaskSeconds(taskSeconds);
  }

  /** The arrivals as {@code taskworkers simulate --trace} reads them. */
  public String csv() {
    var lines = new StringBuilder("time,tasks\n");
    for (var i = 0; i < arrivals.size(); i++) {
      lines.append(Instant.ofEpochSecond(from + (long) i * stepSeconds)).append(',');
      lines.append(arrivals.get(i)).append('\n');
    }
    return lines.toString();
  }

  /** The words after {@code taskworkers} that play the same from that file. */
  public List<String> simulate(String file, Settings played) {
    return List.of(
        "simulate",
        "--trace",
        file,
        "--peak",
        String.valueOf(peak()),
        "--policy",
        policy.word(),
        "--task-seconds",
        String.valueOf(taskSeconds),
        "--concurrency",
        String.valueOf(played.concurrency()),
        "--min-replicas",
        String.valueOf(played.wishes().minReplicas()),
        "--max-replicas",
        String.valueOf(played.wishes().maxReplicas()),
        "--max-wait",
        millis(played.wishes().maxWaitSeconds()),
        "--drain-within",
        millis(played.wishes().drainWithinSeconds()),
        "--pod-start",
        podStart.min() + "," + podStart.max(),
        "--pods",
        String.valueOf(beginning.pods()),
        "--waiting",
        String.valueOf(beginning.waiting()));
  }

  private static String millis(double seconds) {
    return Math.round(seconds * 1000) + "ms";
  }
}
