// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Divides what a pool may start among the pods that can start something: the part of one whose
 * slots long tasks hold would be lost.
 */
final class RateShares {
  /** A pod that has been full and has started nothing for so long does not use its part. */
  private static final Duration HELD = Duration.ofSeconds(30);

  /** A share that ends is told anew so long before. */
  private static final Duration RENEWED = RateShare.LENGTH.dividedBy(2);

  /** Since when the same tasks have held all slots of a pod. */
  private final Map<String, Instant> heldSince = new HashMap<>();

  private final Map<String, Instant> toldAt = new HashMap<>();

  /**
   * Notes what a pod does.
   *
   * @param before what the same process said before; empty where this is its first report
   */
  void book(String pod, WorkerReport report, Optional<WorkerReport> before, Instant at) {
    if (report.slotsBusy() < report.slots()) {
      heldSince.remove(pod);
    } else if (before.filter(last -> started(last) == started(report)).isPresent()) {
      heldSince.putIfAbsent(pod, at);
    } else {
      heldSince.put(pod, at);
    }
  }

  private static long started(WorkerReport report) {
    return report.counters().of(TaskEvent.STARTED);
  }

  /** Forgets pods that are gone. */
  void retain(Set<String> existing) {
    heldSince.keySet().retainAll(existing);
    toldAt.keySet().retainAll(existing);
  }

  /**
   * The pods that are to be told their share, and which: because they last reported another one, or
   * because theirs ends soon.
   *
   * @param members that pull, or will
   * @param reports of pods that were heard lately, members or not
   */
  Map<PodAddress, RateShare> toTell(
      Collection<PodAddress> members, Map<PodAddress, WorkerReport> reports, Instant now) {
    if (members.isEmpty()) {
      return Map.of();
    }
    var free = (int) members.stream().filter(pod -> !isHeld(pod, reports.get(pod), now)).count();
    var sharing = rounded(free, members.size());
    var shares = new LinkedHashMap<PodAddress, RateShare>();
    reports.forEach(
        (pod, report) -> {
          var own = isHeld(pod, report, now) ? 0 : sharing;
          var share =
              sharing == 0 || report.sharingPods().isEmpty()
                  ? RateShare.equal(members.size())
                  : new RateShare(members.size(), own);
          if (report.poolPods().isPresent()
              && (differs(report, share) || endsSoon(pod, share, now))) {
            toldAt.put(pod.name(), now);
            shares.put(pod, share);
          }
        });
    return shares;
  }

  /**
   * Up, by less than a twentieth: else each pod of a large pool would be told anew whenever one of
   * them becomes free.
   */
  private static int rounded(int free, int all) {
    var step = Math.max(1, free / 20);
    return Math.min(all, (free + step - 1) / step * step);
  }

  /** An older worker, which can't give its part up for a time, keeps it. */
  private boolean isHeld(PodAddress pod, WorkerReport report, Instant now) {
    var since = heldSince.get(pod.name());
    return report != null
        && report.sharingPods().isPresent()
        && since != null
        && !since.plus(HELD).isAfter(now);
  }

  private static boolean differs(WorkerReport report, RateShare share) {
    return report.poolPods().getAsInt() != share.pods()
        || report.sharingPods().orElse(share.sharing()) != share.sharing();
  }

  private boolean endsSoon(PodAddress pod, RateShare share, Instant now) {
    var told = toldAt.get(pod.name());
    return share.ends() && (told == null || !told.plus(RENEWED).isAfter(now));
  }
}
