package dev.taskworkers.worlds.promises;

import dev.taskworkers.worlds.cluster.Cluster.Removal;
import dev.taskworkers.worlds.history.History;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import java.util.Optional;
import java.util.stream.Stream;

/** No pod that works is told to stop by the operator while another one could go. */
final class NothingCut implements Promise {
  @Override
  public String name() {
    return "nothing cut";
  }

  @Override
  public String sentence() {
    return "No pod that runs a task is told to stop while one that runs none could go.";
  }

  @Override
  public boolean appliesTo(History history) {
    return !history.world().pool().foreign() && byOperator(history).findAny().isPresent();
  }

  @Override
  public Optional<Broken> check(History history) {
    return history.world().pool().foreign()
        ? Optional.empty()
        : byOperator(history)
            .filter(removal -> removal.running() > 0 && removal.spared())
            .findFirst()
            .map(NothingCut::broken);
  }

  private static Stream<Removal> byOperator(History history) {
    var world = history.world();
    return history.removals().stream()
        .filter(removal -> !world.isOn(OtherReplicas.class, removal.at() - 1, removal.at()));
  }

  private static Broken broken(Removal removal) {
    return new Broken(
        removal.at(),
        "Pod "
            + removal.pod()
            + " is told to stop with "
            + removal.running()
            + " running tasks, though another pod runs nothing.");
  }
}
