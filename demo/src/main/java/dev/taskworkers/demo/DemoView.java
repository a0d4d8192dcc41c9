package dev.taskworkers.demo;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.demo.ledger.DecisionLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sees the demo as it goes; called a few times a second. */
public interface DemoView {
  /**
   * A moment of the demo.
   *
   * @param elapsed of the demo's clock
   * @param arrivals length of the arrivals
   * @param backlog true number of tasks that are not done
   * @param recentWait mean of the last waits, seconds
   * @param status of the pool, as the operator wrote it
   * @param changes of replicas so far
   */
  record Frame(
      Duration elapsed,
      Duration arrivals,
      long dispatched,
      long completed,
      long backlog,
      int pods,
      int ready,
      double recentWait,
      Optional<TaskWorkerPoolStatus> status,
      List<DecisionLog.Entry> changes) {}

  void show(Frame frame);

  /** Shows it here and there. */
  default DemoView and(DemoView other) {
    return frame -> {
      show(frame);
      other.show(frame);
    };
  }

  /** Shows nothing. */
  static DemoView none() {
    return frame -> {};
  }
}
