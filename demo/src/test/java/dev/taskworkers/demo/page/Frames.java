package dev.taskworkers.demo.page;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.crds.TaskWorkerPoolStatus.Backlog;
import dev.taskworkers.crds.TaskWorkerPoolStatus.BacklogState;
import dev.taskworkers.crds.TaskWorkerPoolStatus.Estimate;
import dev.taskworkers.crds.TaskWorkerPoolStatus.LastDecision;
import dev.taskworkers.demo.DemoView.Frame;
import dev.taskworkers.demo.ledger.DecisionLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Moments of a demo in which 7 tasks are not done and one decision was taken. */
final class Frames {
  static final String HOSTILE = "</script><script>alert(1)</script> \u2028 \"quoted\"";

  private static final TaskWorkerPoolStatus STATUS =
      new TaskWorkerPoolStatus(
          1L,
          2,
          2,
          5,
          "",
          new Backlog(3L, "10s", "2026-01-01T00:00:00Z", BacklogState.Fresh),
          new Estimate(4L, 2L, "1/s", "5s", "Counted", "Reported"),
          new LastDecision("2026-01-01T00:00:00Z", 2, 5, "Backlog", HOSTILE),
          List.of());

  private Frames() {}

  static Frame at(Duration elapsed) {
    return frame(elapsed, Optional.of(STATUS));
  }

  /** Before the operator has said anything. */
  static Frame unknown(Duration elapsed) {
    return frame(elapsed, Optional.empty());
  }

  private static Frame frame(Duration elapsed, Optional<TaskWorkerPoolStatus> status) {
    var change = new DecisionLog.Entry(0, 2, 5, "Backlog", HOSTILE);
    return new Frame(
        elapsed, Duration.ofMinutes(10), 17, 10, 7, 2, 2, 1.5, status, List.of(change));
  }
}
