// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.scalers;

import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.simulation.world.Removal;
import dev.taskworkers.simulation.world.Signals;
import dev.taskworkers.simulation.world.SimulationConfig;
import dev.taskworkers.simulation.world.Wishes;

/** The operator's own {@link Autoscaler}, unchanged, with the signals that a pool has. */
final class Ours implements Scaler {
  private static final int TICK_SECONDS = (int) Autoscaler.TICK.toSeconds();

  private final Autoscaler autoscaler = new Autoscaler();
  private final Observations observations;
  private final Policy policy;
  private ScalingState memory = ScalingState.startingAt(Signals.START);

  Ours(SimulationConfig config, SignalSources sources) {
    this.observations = new Observations(sources);
    this.policy = policy(config.wishes(), config.slotsPerPod(), sources.reports());
  }

  private static Policy policy(Wishes wishes, int slotsPerPod, boolean reports) {
    var maxWait = Seconds.duration(wishes.maxWaitSeconds());
    return Policy.of(wishes.maxReplicas(), maxWait, slotsPerPod, reports)
        .withFloor(Policy.Floor.of(wishes.minReplicas()))
        .withDrainWithin(Seconds.duration(wishes.drainWithinSeconds()));
  }

  @Override
  public int replicas(Signals signals) {
    var desired = signals.pods().active();
    var rings = desired == 0 && observations.rings(signals);
    if (signals.now() % TICK_SECONDS != 0 && !rings) {
      return desired;
    }
    var now = Signals.at(signals.now());
    var decision = autoscaler.decide(policy, observations.of(signals), memory, now);
    memory = decision.memory();
    return decision.replicas();
  }

  /** Where workers can't be asked, Kubernetes chooses the pods that leave. */
  @Override
  public Removal removal() {
    return policy.workersReport() ? Removal.CORDON : Removal.ANY;
  }
}
