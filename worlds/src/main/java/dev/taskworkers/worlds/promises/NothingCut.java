// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.worlds.play.Cluster.Removal;
import dev.taskworkers.worlds.spec.Disturbance.NewLimits;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.World;
import java.util.Optional;
import java.util.stream.Stream;

/** No pod that works is told to stop by the operator while another one could go. */
final class NothingCut implements Promise {
  /** An answer counts for 15 s. */
  private static final int UNHEARD_SECONDS = 20;

  private static final int OBEYED_SECONDS = 300;

  @Override
  public String name() {
    return "nothing cut";
  }

  @Override
  public String sentence() {
    return "The operator tells no pod that runs a task to stop while a pod that runs none could"
        + " go.";
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
        .filter(removal -> !world.isOn(OtherReplicas.class, removal.at() - 1, removal.at()))
        .filter(removal -> !isOrdered(world, removal.at()));
  }

  /** An author who lowers the maximum is obeyed, though no worker tells which pods are idle. */
  private static boolean isOrdered(World world, double second) {
    return !new KnownSignals(world).reports(second - UNHEARD_SECONDS, second)
        && world
            .all(NewLimits.class)
            .filter(limits -> limits.from() <= second && second <= limits.from() + OBEYED_SECONDS)
            .anyMatch(limits -> limits.maxReplicas() < before(world, limits).maxReplicas());
  }

  private static PoolSettings before(World world, NewLimits limits) {
    return world.poolAt(Math.nextDown(limits.from()));
  }

  private static Broken broken(Removal removal) {
    return new Broken(
        removal.at(),
        "Pod "
            + removal.pod()
            + " must stop with "
            + removal.running()
            + " running tasks, though another pod runs nothing.");
  }
}
