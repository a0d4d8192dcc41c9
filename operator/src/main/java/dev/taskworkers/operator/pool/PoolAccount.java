// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.scaling.Reason;
import dev.taskworkers.operator.scaling.input.Seconds;
import dev.taskworkers.operator.signals.workers.WorkCounts;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Adds up, look by look, what only grows of a pool; written by one thread, read by others. */
final class PoolAccount {
  private final Map<Reason, Long> decisions = new EnumMap<>(Reason.class);
  private Optional<PoolLook> last = Optional.empty();
  private WorkCounts work = WorkCounts.NONE;
  private long late;
  private double busySeconds;
  private double idleSeconds;
  private boolean reported;

  /**
   * What has been counted since the operator follows the pool.
   *
   * @param decisions that asked for another number of pods, by their reason
   * @param late tasks whose first run began later than {@code maxWait} allows, at least
   * @param pods their time; absent where workers don't report, so that nobody knows it
   */
  public record Counts(
      Map<Reason, Long> decisions, WorkCounts work, long late, Optional<PodTime> pods) {
    public Counts {
      decisions = Map.copyOf(decisions);
    }
  }

  /**
   * Time of pods that were not told to stop.
   *
   * @param busySeconds what they used; one that runs tasks in half of its slots counts half
   * @param idleSeconds what they did not use
   */
  public record PodTime(double busySeconds, double idleSeconds) {}

  /** A pool was looked at, whose workers have done all that by then. */
  synchronized void looked(PoolLook look, WorkCounts done) {
    last.ifPresent(before -> pass(before, look));
    late += done.waits().minus(work.waits()).above(Seconds.of(look.policy().maxWait()));
    work = done;
    reported = look.policy().workersReport();
    last = Optional.of(look);
  }

  /** The pods are taken to have been until now as the look before has found them. */
  private void pass(PoolLook before, PoolLook now) {
    var seconds = Seconds.of(Duration.between(before.at(), now.at()));
    var pods = before.seen().inventory().staying().size();
    var busy = Math.min(pods, (double) before.slotsBusy() / before.policy().slotsPerPod());
    if (before.policy().workersReport() && seconds > 0) {
      busySeconds += busy * seconds;
      idleSeconds += (pods - busy) * seconds;
    }
  }

  /** A decision asks for another number of pods than the one before. */
  synchronized void decided(Reason reason) {
    decisions.merge(reason, 1L, Long::sum);
  }

  /** Nothing is known of it until it is looked at again. */
  synchronized void pause() {
    last = Optional.empty();
  }

  /** The counts of now. */
  synchronized Counts now() {
    return new Counts(
        decisions,
        work,
        late,
        Optional.of(new PodTime(busySeconds, idleSeconds)).filter(time -> reported));
  }
}
