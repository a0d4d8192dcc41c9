package dev.taskworkers.worlds.promises;

import dev.taskworkers.worlds.cluster.Cluster.Removal;
import dev.taskworkers.worlds.history.History;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import java.util.Optional;

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
  public Optional<Broken> check(History history) {
    var world = history.world();
    return world.pool().foreign()
        ? Optional.empty()
        : history.removals().stream()
            .filter(removal -> removal.running() > 0 && removal.spared())
            .filter(removal -> !world.isOn(OtherReplicas.class, removal.at() - 1, removal.at()))
            .findFirst()
            .map(NothingCut::broken);
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
