package dev.taskworkers.demo.page;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.demo.DemoView.Frame;
import dev.taskworkers.demo.ledger.DecisionLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What has been seen of the demo, a point for each second of its clock, and whoever waits for more.
 */
final class Timeline {
  private final List<Point> points = new ArrayList<>();
  private List<DecisionLog.Entry> changes = List.of();
  private String decision = "";
  private boolean over;

  /**
   * One second. What is not known is null.
   *
   * @param at seconds since the start, of the demo's clock
   * @param unfinished true number of tasks that are not done
   * @param monitoring the newest number that Monitoring shows of them
   * @param estimate what the operator takes for it
   * @param desired pods that the operator asks for
   * @param pods that exist
   * @param ready pods
   * @param recentWait mean of the last waits, seconds
   */
  record Point(
      double at,
      long unfinished,
      Long monitoring,
      Long estimate,
      Integer desired,
      int pods,
      int ready,
      double recentWait,
      long dispatched,
      long completed) {}

  /**
   * What came after a place in the timeline.
   *
   * @param from the number of points before the first of these
   * @param changes of replicas, those that came after a place
   * @param decision what the operator says of this moment
   * @param over whether nothing more will come
   */
  record News(
      int from,
      List<Point> points,
      List<DecisionLog.Entry> changes,
      String decision,
      boolean over) {}

  synchronized void add(Frame frame) {
    var at = frame.elapsed().toMillis() / 1e3;
    if (!points.isEmpty() && at < points.get(points.size() - 1).at() + 1) {
      return;
    }
    points.add(point(at, frame));
    changes = frame.changes();
    decision =
        frame
            .status()
            .map(TaskWorkerPoolStatus::lastDecision)
            .map(TaskWorkerPoolStatus.LastDecision::message)
            .orElse("");
    notifyAll();
  }

  private static Point point(double at, Frame frame) {
    return new Point(
        at,
        frame.backlog(),
        frame
            .status()
            .map(TaskWorkerPoolStatus::backlog)
            .map(TaskWorkerPoolStatus.Backlog::undelivered)
            .orElse(null),
        frame.status().map(TaskWorkerPoolStatus::estimate).flatMap(Timeline::sum).orElse(null),
        frame.status().map(TaskWorkerPoolStatus::desiredReplicas).orElse(null),
        frame.pods(),
        frame.ready(),
        frame.recentWait(),
        frame.dispatched(),
        frame.completed());
  }

  private static Optional<Long> sum(TaskWorkerPoolStatus.Estimate estimate) {
    return Optional.ofNullable(estimate.waiting())
        .map(waiting -> waiting + Optional.ofNullable(estimate.inFlight()).orElse(0L));
  }

  /** Nothing more will come. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  /**
   * What came after {@code pointsSeen} points and {@code changesSeen} changes; waits for it up to
   * {@code patience}, of the wall, and returns nothing new after that.
   */
  synchronized News after(int pointsSeen, int changesSeen, Duration patience)
      throws InterruptedException {
    if (points.size() <= pointsSeen && !over) {
      wait(patience.toMillis());
    }
    return new News(
        pointsSeen,
        List.copyOf(points.subList(pointsSeen, points.size())),
        changes.subList(changesSeen, changes.size()),
        decision,
        over);
  }
}
