package dev.taskworkers.simulation.scalers;

import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.simulation.SimulationConfig;
import dev.taskworkers.simulation.signals.Signals;
import dev.taskworkers.simulation.world.Removal;
import java.time.Duration;

/** The operator's own {@link Autoscaler}, unchanged, with the signals that a pool has. */
final class Ours implements Scaler {
  private static final int TICK_SECONDS = (int) Autoscaler.TICK.toSeconds();

  private final Autoscaler autoscaler = new Autoscaler();
  private final Observations observations;
  private final Policy policy;
  private ScalingState memory = ScalingState.startingAt(Signals.START);

  Ours(SimulationConfig config, SignalSources sources) {
    this.observations = new Observations(sources);
    var wait = Duration.ofMillis(Math.round(config.maxWaitSeconds() * 1000));
    this.policy = Policy.of(config.maxReplicas(), wait, config.slotsPerPod(), sources.reports());
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
