// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import dev.taskworkers.simulation.scalers.Scalers;
import dev.taskworkers.simulation.world.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Policies on one workload, seed by seed; the oracle is always among them. */
public final class Comparison {
  /** The name of the clairvoyant. */
  public static final String ORACLE = "oracle";

  private final Workload workload;
  private final List<Scalers> policies;

  public Comparison(Workload workload, List<Scalers> policies) {
    this.workload = workload;
    this.policies = List.copyOf(policies);
  }

  /** One seed: every policy's run and score. */
  public Outcome outcome(long seed) {
    var config = workload.config();
    var tasks = workload.tasks(seed);
    var simulation = new Simulation(tasks, workload.seconds(), config, seed);
    var runs = new LinkedHashMap<String, SimulationRun>();
    for (var policy : policies) {
      runs.put(policy.word(), simulation.run(policy.make(config)));
    }
    var oracle = simulation.runOracle();
    runs.put(ORACLE, oracle);
    var scores = new LinkedHashMap<String, Score>();
    runs.forEach((policy, run) -> scores.put(policy, Score.of(run, oracle, config)));
    return new Outcome(workload.name(), seed, tasks.perSecond(workload.seconds()), runs, scores);
  }

  /**
   * What one seed came to.
   *
   * @param perSecond tasks that arrived in each second
   * @param runs by policy, the oracle's last
   */
  public record Outcome(
      String workload,
      long seed,
      List<Integer> perSecond,
      Map<String, SimulationRun> runs,
      Map<String, Score> scores) {

    /** One result for each policy. */
    public List<Result> results() {
      var results = new ArrayList<Result>();
      scores.forEach((policy, score) -> results.add(new Result(policy, workload, seed, score)));
      return results;
    }
  }
}
