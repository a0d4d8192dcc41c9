package dev.taskworkers.worker.lease;

import dev.taskworkers.worker.pull.Subscription;
import dev.taskworkers.worker.time.Loop;
import dev.taskworkers.worker.time.Moment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews every lease at half of its time, many in one request, and notices which are lost. Short
 * leases return the tasks of a killed pod within a minute. Belongs to the loop.
 */
public final class Leases {
  /** How far a renewal reaches. */
  public static final Duration LENGTH = Duration.ofSeconds(60);

  private static final Duration TICK = Duration.ofSeconds(1);

  /** Pub/Sub's limit for the ids of one request is 512 KiB; Google's clients send as many. */
  private static final int BATCH = 1000;

  private static final Logger log = LoggerFactory.getLogger(Leases.class);

  private final Subscription subscription;
  private final Loop loop;
  private final Map<String, Lease> held = new LinkedHashMap<>();
  private boolean ticking;

  public Leases(Subscription subscription, Loop loop) {
    this.subscription = subscription;
    this.loop = loop;
  }

  /**
   * Holds a delivery that has just arrived.
   *
   * @param first how long it is surely ours
   * @param whenLost runs if somebody else may get it
   */
  public Lease take(String ackId, Duration first, Runnable whenLost) {
    var lease = new Lease(ackId, loop.moment(), first, whenLost);
    held.put(ackId, lease);
    if (!ticking) {
      ticking = true;
      loop.after(TICK, this::tick);
    }
    return lease;
  }

  /** Ends the renewals of a lease that is settled, or about to be. */
  public void release(Lease lease) {
    if (lease.held()) {
      lease.release();
      held.remove(lease.ackId());
    }
  }

  /** Notes that Pub/Sub no longer knows these leases. */
  public void lost(Set<String> ackIds) {
    ackIds.forEach(
        id -> {
          var lease = held.get(id);
          if (lease != null) {
            lose(lease);
          }
        });
  }

  private void tick() {
    var now = loop.moment();
    List.copyOf(held.values()).stream().filter(lease -> lease.overAt(now)).forEach(this::lose);
    var due = held.values().stream().filter(lease -> lease.dueAt(now)).toList();
    for (int from = 0; from < due.size(); from += BATCH) {
      renew(due.subList(from, Math.min(from + BATCH, due.size())), now);
    }
    ticking = !held.isEmpty();
    if (ticking) {
      loop.after(TICK, this::tick);
    }
  }

  private void renew(List<Lease> leases, Moment now) {
    leases.forEach(lease -> lease.renewing(true));
    loop.onResult(
        subscription.lease(leases.stream().map(Lease::ackId).toList(), LENGTH),
        (answer, failure) -> {
          leases.forEach(lease -> lease.renewing(false));
          if (failure != null) {
            log.debug("A renewal failed and is sent again: {}", failure.getMessage());
            return;
          }
          leases.stream()
              .filter(lease -> !answer.lost().contains(lease.ackId()))
              .filter(lease -> !answer.again().contains(lease.ackId()))
              .forEach(lease -> lease.extend(now, LENGTH));
          lost(answer.lost());
        });
  }

  /** One that was released meanwhile, because of another that was lost, is not lost, too. */
  private void lose(Lease lease) {
    if (lease.held()) {
      held.remove(lease.ackId());
      lease.lose();
    }
  }
}
