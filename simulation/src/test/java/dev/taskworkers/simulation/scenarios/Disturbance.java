package dev.taskworkers.simulation.scenarios;

/** What goes wrong between the operator and its world. */
sealed interface Disturbance {
  /** Neither reports of workers nor orders to them get through, in seconds [from, to). */
  record Unheard(double from, double to) implements Disturbance {}

  /** Each report reaches the operator so many seconds after it was asked for. */
  record LateReports(double seconds) implements Disturbance {}

  /** From a time on the doorbell hears a share of the tasks, and does not know it. */
  record DeafDoorbell(double from, double hears) implements Disturbance {}

  /** In some pods what runs the tasks refuses each, until they are replaced. */
  record BrokenPods(int second, int pods) implements Disturbance {}

  /** The node of some pods is gone, of busy ones if there are any. */
  record LostPods(int second, int pods) implements Disturbance {}

  /** Somebody else sets the replicas of the Deployment. */
  record OtherReplicas(int second, int replicas) implements Disturbance {}

  /** The Deployment loses the label by which it is watched, until it is written again. */
  record LostLabel(int second) implements Disturbance {}
}
