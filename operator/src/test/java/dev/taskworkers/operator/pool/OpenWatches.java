// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.CallLimiter;
import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.Preflight;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.Tenancy;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.signals.arrivals.ArrivalObservation;
import dev.taskworkers.operator.signals.arrivals.ArrivalSource;
import dev.taskworkers.operator.signals.arrivals.ArrivalSourceRequest;
import dev.taskworkers.operator.signals.arrivals.ArrivalWatch;
import dev.taskworkers.operator.signals.backlog.BacklogSource;
import dev.taskworkers.operator.signals.backlog.BacklogWatch;
import dev.taskworkers.operator.signals.backlog.KnownBacklog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Watches on subscriptions that know nothing, but which of them are open. */
final class OpenWatches {
  private final List<String> open = new ArrayList<>();
  private final Map<String, Runnable> bells = new HashMap<>();

  public Subscriptions subscriptions() {
    return new Subscriptions(
        new Samples(),
        new Doorbells(),
        new Preflight(
            name -> CheckResult.pending(),
            name -> CheckResult.pending(),
            Tenancy.shared(),
            new CallLimiter(1, 1, Runnable::run)));
  }

  /** What is open, in the order of its opening. */
  public List<String> open() {
    return open;
  }

  /** A task arrives at the empty pool of {@code subscription}. */
  public void ring(String subscription) {
    bells.get(subscription).run();
  }

  private final class Samples implements BacklogSource {
    @Override
    public BacklogWatch watch(ResourceName subscription) {
      var name = "samples of " + subscription.id();
      open.add(name);
      return new BacklogWatch() {
        @Override
        public KnownBacklog latest(Instant now) {
          return KnownBacklog.of(Backlog.missing(), "");
        }

        @Override
        public void close() {
          open.remove(name);
        }
      };
    }
  }

  private final class Doorbells implements ArrivalSource {
    @Override
    public ArrivalWatch watch(ResourceName subscription, String tenant, Runnable onRing) {
      var name = "doorbell of " + subscription.id();
      open.add(name);
      bells.put(subscription.id(), onRing);
      return new ArrivalWatch() {
        @Override
        public ArrivalObservation heard(
            ArrivalSourceRequest wanted, boolean poolIsEmpty, Instant now) {
          return new ArrivalObservation(Arrivals.notCounted(), false, "Metric", "");
        }

        @Override
        public void close() {
          open.remove(name);
        }
      };
    }
  }
}
