// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What one candidate did in all rounds. */
final class Score {
  private final List<Double> rates = new ArrayList<>();
  private final List<Double> latencies = new ArrayList<>();
  private ProcessorTime cpu = ProcessorTime.NONE;
  private long tasks;

  void addRound(long done, Duration time, ProcessorTime processorTime) {
    rates.add(done / (time.toNanos() / 1e9));
    cpu = cpu.plus(processorTime);
    tasks += done;
  }

  void addLatencies(double[] millis) {
    for (var each : millis) {
      latencies.add(each);
    }
  }

  /** The median rate of the rounds, the percentiles of all timed tasks, the mean processor time. */
  ClientResult result(String client) {
    var timed = Statistics.percentiles(latencies);
    return new ClientResult(
        client,
        Math.round(Statistics.percentiles(rates).p50()),
        Statistics.rounded(timed.p50()),
        Statistics.rounded(timed.p99()),
        perTask(cpu.own()),
        perTask(cpu.programs()));
  }

  private double perTask(Duration time) {
    return Statistics.rounded(time.toNanos() / 1e3 / tasks);
  }
}
