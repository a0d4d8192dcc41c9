package dev.taskworkers.lab.simulation;

import dev.taskworkers.lab.simulation.scalers.Scalers;
import dev.taskworkers.lab.simulation.workloads.Workload;
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

  /** The runs of one seed by policy, the oracle's last. */
  public Map<String, Run> runs(long seed) {
    var setting = workload.setting();
    var simulation = new Simulation(workload.tasks(seed), workload.seconds(), setting, seed);
    var runs = new LinkedHashMap<String, Run>();
    for (var policy : policies) {
      runs.put(policy.word(), simulation.run(policy.make(setting)));
    }
    runs.put(ORACLE, simulation.runOracle());
    return runs;
  }

  /** The scores of one seed. */
  public List<Result> results(long seed) {
    var runs = runs(seed);
    var oracle = runs.get(ORACLE);
    var results = new ArrayList<Result>();
    runs.forEach(
        (policy, run) ->
            results.add(
                new Result(
                    policy,
                    workload.name(),
                    seed,
                    Score.of(run, oracle, workload.setting().maxWaitSeconds()))));
    return results;
  }
}
