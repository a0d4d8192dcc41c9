// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import dev.taskworkers.runtime.Loop;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.pull.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews leases, many in one request, and tells which are lost. Short leases return the tasks of a
 * killed pod within a minute. Belongs to the loop.
 */
final class Leases {
  /** How far a renewal reaches. */
  static final Duration LENGTH = Duration.ofSeconds(60);

  /** The time between two looks. */
  static final Duration TICK = Duration.ofSeconds(1);

  /** A look that comes so late shows that the process stood still. */
  private static final Duration PAUSE = Duration.ofSeconds(3);

  /** After a pause the server decides what is lost, if it answers within this time. */
  private static final Duration HEARING = Duration.ofSeconds(5);

  /** Pub/Sub's limit for the ids of one request is 512 KiB; Google's clients send as many. */
  private static final int BATCH = 1000;

  private static final Logger log = LoggerFactory.getLogger(Leases.class);

  private final Subscription subscription;
  private final Loop loop;
  private final Consumer<Set<String>> lost;
  private final Consumer<Boolean> answered;
  private Moment lookedAt;
  private Moment hearingUntil;

  /**
   * @param lost hears the ack ids that somebody else may have
   * @param answered hears of every answer, and whether it came from Pub/Sub: what waited for it may
   *     go on
   */
  Leases(
      Subscription subscription,
      Loop loop,
      Consumer<Set<String>> lost,
      Consumer<Boolean> answered) {
    this.subscription = subscription;
    this.loop = loop;
    this.lost = lost;
    this.answered = answered;
    lookedAt = loop.moment();
    hearingUntil = lookedAt;
  }

  /** Renews what is due among {@code held}, and after that loses what is over. */
  void look(Collection<LeasedTask> held) {
    var now = loop.moment();
    if (lookedAt.until(now).compareTo(PAUSE) > 0) {
      hearingUntil = now.plus(HEARING);
    }
    lookedAt = now;
    var due = new ArrayList<LeasedTask>();
    for (var task : held) {
      if (task.lease().dueAt(now)) {
        due.add(task);
      }
    }
    for (int from = 0; from < due.size(); from += BATCH) {
      renew(due.subList(from, Math.min(from + BATCH, due.size())), now);
    }
    if (!now.isBefore(hearingUntil)) {
      loseOver(held, now);
    }
  }

  private void loseOver(Collection<LeasedTask> held, Moment now) {
    var over = new HashSet<String>();
    for (var task : held) {
      if (task.lease().held() && task.lease().overAt(now)) {
        over.add(task.ackId());
      }
    }
    if (!over.isEmpty()) {
      lost.accept(over);
    }
  }

  private void renew(List<LeasedTask> tasks, Moment now) {
    tasks.forEach(task -> task.lease().renewalSent(now));
    loop.onResult(
        subscription.lease(tasks.stream().map(LeasedTask::ackId).toList(), LENGTH),
        (answer, failure) -> {
          if (failure == null) {
            tasks.forEach(
                task -> {
                  if (answer.again().contains(task.ackId())) {
                    task.lease().renewalFailed();
                  } else {
                    task.lease().renewed(now);
                  }
                });
            lost.accept(answer.lost());
          } else {
            log.debug("A renewal failed and is sent again: {}", failure.getMessage());
            tasks.forEach(task -> task.lease().renewalFailed());
          }
          answered.accept(failure == null);
        });
  }
}
