package dev.taskworkers.worker.run;

import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.failure.Attempts;
import dev.taskworkers.worker.lease.Leases;
import dev.taskworkers.worker.lease.Settler;
import dev.taskworkers.worker.pull.Delivery;
import dev.taskworkers.worker.pull.Intake;
import dev.taskworkers.worker.telemetry.Statistics;
import dev.taskworkers.worker.time.Timer;
import dev.taskworkers.worker.work.Held;
import dev.taskworkers.worker.work.KeyLines;
import dev.taskworkers.worker.work.Work;
import java.time.Duration;
import java.util.List;

/**
 * Gives tasks back to Pub/Sub, at once or for later, and with each what waits behind it for the
 * same ordering key. Belongs to the loop.
 */
record Returns(
    Timer timer,
    Intake intake,
    Leases leases,
    Settler settler,
    Statistics statistics,
    Attempts attempts,
    KeyLines keys) {
  /** How long tasks may be under way that Pub/Sub sent before it had the one before them back. */
  static final Duration UNDER_WAY = Duration.ofSeconds(1);

  /** Tasks that never started here go to others at once. */
  void unstarted(List<Delivery> deliveries) {
    if (!deliveries.isEmpty()) {
      now(deliveries);
    }
  }

  /** Tasks that waited for their ordering key go to others, after the one they waited for. */
  void held(List<Held> tasks) {
    tasks.forEach(task -> leases.release(task.lease()));
    unstarted(tasks.stream().map(Held::delivery).toList());
  }

  /** A task that was not done for no fault of its own goes to others at once. */
  void unharmed(Work work) {
    statistics.interrupted();
    leases.release(work.lease());
    now(List.of(work.delivery()));
    waitingBehind(work);
  }

  /** A task comes back after {@link #delay}. */
  void later(Work work, Duration wanted) {
    var delay = delay(work.task(), wanted);
    leases.release(work.lease());
    if (delay.isZero()) {
      intake.ended(work.lease().ackId());
    } else {
      intake.postponed(work.lease().ackId());
      statistics.postponed(timer.moment().plus(delay));
    }
    settler.giveBack(List.of(work.lease().ackId()), delay);
    waitingBehind(work);
  }

  /**
   * What follows a task of the same key must not overtake it, and Pub/Sub sees to that only when it
   * has the task back; the subscription's own retry policy then makes it wait.
   */
  static Duration delay(Task task, Duration wanted) {
    return task.orderingKey().isEmpty() ? wanted : Duration.ZERO;
  }

  /** What waits behind a task that Pub/Sub will deliver again goes to others after it. */
  void waitingBehind(Work work) {
    var key = work.task().orderingKey();
    if (!key.isEmpty()) {
      var id = work.task().id();
      held(keys.breakUp(key, id));
      timer.after(UNDER_WAY, () -> keys.open(key, id));
    }
  }

  private void now(List<Delivery> deliveries) {
    statistics.returned(deliveries.size());
    deliveries.forEach(attempts::returned);
    var ackIds = deliveries.stream().map(Delivery::ackId).toList();
    ackIds.forEach(intake::ended);
    settler.giveBack(ackIds, Duration.ZERO);
  }
}
