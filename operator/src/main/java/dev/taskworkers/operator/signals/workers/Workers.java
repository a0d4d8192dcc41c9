// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.WorkerReport;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** The workers of a pool, asked and told over HTTP. */
public interface Workers {
  /**
   * Asks all pods of a pool and returns what is known of them, at most 15 s old; pods that do not
   * answer soon are left out, never waited for. Counts of pods that are missing from {@code pods}
   * stay in the totals.
   *
   * @param ledger of the pool: the answers are booked there
   */
  Reports ask(PoolLedger ledger, Collection<PodAddress> pods, Instant now);

  /**
   * Tells a worker to pull no more for a minute; idempotent, a failure shows in its next report.
   */
  void cordon(PodAddress pod);

  /** Takes {@link #cordon} back. */
  void uncordon(PodAddress pod);

  /**
   * A pod, and where its worker answers.
   *
   * @param ip its address, empty while it has none
   * @param stopping whether it is told to stop
   */
  record PodAddress(PodIdentity pod, String ip, boolean ready, boolean stopping) {
    /** Of one that is not told to stop. */
    public PodAddress(PodIdentity pod, String ip, boolean ready) {
      this(pod, ip, ready, false);
    }

    /** Whether it is ready and not told to stop. */
    public boolean serving() {
      return ready && !stopping;
    }

    public String name() {
      return pod.name();
    }
  }

  /**
   * The pods' own words, by name, and the sum of them.
   *
   * @param doubted what pods say that can't be true, and is left out
   * @param refusing why pods have refused orders for minutes
   */
  record Reports(
      Map<String, WorkerReport> byPod,
      Service service,
      Map<String, String> doubted,
      Map<String, String> refusing) {
    public Reports {
      byPod = Map.copyOf(byPod);
      doubted = Map.copyOf(doubted);
      refusing = Map.copyOf(refusing);
    }

    Reports refusing(Map<String, String> pods) {
      return new Reports(byPod, service, doubted, pods);
    }
  }
}
