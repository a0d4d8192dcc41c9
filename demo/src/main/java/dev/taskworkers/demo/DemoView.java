// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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

  /**
   * The demo begins.
   *
   * @param start by its clock
   * @param operator where its operator answers now
   */
  default void begin(Instant start, Supplier<URI> operator) {}

  /** Shows it here and there. */
  default DemoView and(DemoView other) {
    var one = this;
    return new DemoView() {
      @Override
      public void show(Frame frame) {
        one.show(frame);
        other.show(frame);
      }

      @Override
      public void begin(Instant start, Supplier<URI> operator) {
        one.begin(start, operator);
        other.begin(start, operator);
      }
    };
  }

  /** Shows nothing. */
  static DemoView none() {
    return frame -> {};
  }
}
