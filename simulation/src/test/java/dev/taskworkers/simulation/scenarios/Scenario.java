package dev.taskworkers.simulation.scenarios;

import dev.taskworkers.simulation.scenarios.Disturbance.BrokenPods;
import dev.taskworkers.simulation.scenarios.Disturbance.DeafDoorbell;
import dev.taskworkers.simulation.scenarios.Disturbance.LateReports;
import dev.taskworkers.simulation.scenarios.Disturbance.LostLabel;
import dev.taskworkers.simulation.scenarios.Disturbance.LostPods;
import dev.taskworkers.simulation.scenarios.Disturbance.OtherReplicas;
import dev.taskworkers.simulation.scenarios.Disturbance.Unheard;
import dev.taskworkers.simulation.scenarios.world.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A world that an operator has to come through.
 *
 * @param past of the pods that are there when it begins
 * @param operatorFrom the second in which an operator begins that knows nothing of it
 * @param seconds how long it lasts
 */
record Scenario(
    String name,
    PoolSettings pool,
    Nodes nodes,
    Optional<Past> past,
    int operatorFrom,
    List<Load> loads,
    List<Disturbance> disturbances,
    int seconds) {

  Scenario {
    loads = List.copyOf(loads);
    disturbances = List.copyOf(disturbances);
  }

  /**
   * Pods that have been there for long.
   *
   * @param tasksPerSecond that each of them has run since then, like those of the first load
   * @param pending pods that were asked for a moment ago
   */
  record Past(int pods, double ageSeconds, double tasksPerSecond, int pending) {
    Past(int pods, double ageSeconds, double tasksPerSecond) {
      this(pods, ageSeconds, tasksPerSecond, 0);
    }
  }

  /** An empty pool whose pods start within 15 to 35 s, with an operator from the beginning. */
  static Scenario of(String name, PoolSettings pool, int seconds, Load... loads) {
    return new Scenario(
        name, pool, Nodes.of(15, 35), Optional.empty(), 0, List.of(loads), List.of(), seconds);
  }

  Scenario on(Nodes other) {
    return new Scenario(name, pool, other, past, operatorFrom, loads, disturbances, seconds);
  }

  Scenario after(Past other) {
    return new Scenario(
        name, pool, nodes, Optional.of(other), operatorFrom, loads, disturbances, seconds);
  }

  Scenario withOperatorFrom(int second) {
    return new Scenario(name, pool, nodes, past, second, loads, disturbances, seconds);
  }

  Scenario with(Disturbance one) {
    var all = new ArrayList<>(disturbances);
    all.add(one);
    return new Scenario(name, pool, nodes, past, operatorFrom, loads, all, seconds);
  }

  boolean isCut(double now) {
    return disturbances.stream()
        .anyMatch(d -> d instanceof Unheard cut && now >= cut.from() && now < cut.to());
  }

  boolean isEverCut() {
    return disturbances.stream().anyMatch(Unheard.class::isInstance);
  }

  double reportsDelay() {
    return disturbances.stream()
        .mapToDouble(d -> d instanceof LateReports late ? late.seconds() : 0)
        .sum();
  }

  /** How many pods are lost in a second. */
  OptionalInt kills(int second) {
    return disturbances.stream()
        .filter(d -> d instanceof LostPods lost && lost.second() == second)
        .mapToInt(d -> ((LostPods) d).pods())
        .findFirst();
  }

  /** How many pods break down in a second. */
  OptionalInt breaks(int second) {
    return disturbances.stream()
        .filter(d -> d instanceof BrokenPods broken && broken.second() == second)
        .mapToInt(d -> ((BrokenPods) d).pods())
        .findFirst();
  }

  /** What somebody else sets the Deployment's replicas to in a second. */
  OptionalInt replicasOfOthers(int second) {
    return disturbances.stream()
        .filter(d -> d instanceof OtherReplicas other && other.second() == second)
        .mapToInt(d -> ((OtherReplicas) d).replicas())
        .findFirst();
  }

  /** Whether the Deployment loses its label in a second. */
  boolean losesLabel(int second) {
    return disturbances.stream()
        .anyMatch(d -> d instanceof LostLabel lost && lost.second() == second);
  }

  /** The share of the tasks published at a time that the doorbell hears. */
  double heard(double publishedAt) {
    return disturbances.stream()
        .mapToDouble(
            d -> d instanceof DeafDoorbell deaf && publishedAt >= deaf.from() ? deaf.hears() : 1)
        .min()
        .orElse(1);
  }
}
