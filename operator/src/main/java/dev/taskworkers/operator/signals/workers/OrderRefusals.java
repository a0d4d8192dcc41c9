// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.taskworkers.protocol.PodIdentity;
import java.time.Duration;
import java.util.Optional;

/** Which pods refuse the operator's orders, for how long, and why, in their own words. */
final class OrderRefusals {
  /** After a change of keys a pod refuses orders until the kubelet has passed the keys on. */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Orders are repeated at each look while they are needed: later, nobody needs this one. */
  static final Duration RECENT = Duration.ofMinutes(1);

  private static final int MOST_PODS = 10_000;

  private record Refusal(long sinceNanos, String why) {}

  private final Ticker ticker;
  private final Cache<PodIdentity, Refusal> latest;

  OrderRefusals(Ticker ticker) {
    this.ticker = ticker;
    this.latest =
        CacheBuilder.newBuilder()
            .ticker(ticker)
            .expireAfterWrite(RECENT)
            .maximumSize(MOST_PODS)
            .build();
  }

  /** Notes that the worker of {@code pod} refused an order. */
  void refused(PodIdentity pod, String why) {
    latest
        .asMap()
        .merge(
            pod,
            new Refusal(ticker.read(), why),
            (before, next) -> new Refusal(before.sinceNanos(), next.why()));
  }

  /** Notes that it took one. */
  void taken(PodIdentity pod) {
    latest.invalidate(pod);
  }

  /** Why the worker of {@code pod} refuses orders; empty unless it has done so for minutes. */
  Optional<String> lasting(PodIdentity pod) {
    return Optional.ofNullable(latest.getIfPresent(pod))
        .filter(refusal -> ticker.read() - refusal.sinceNanos() >= PATIENCE.toNanos())
        .map(Refusal::why);
  }
}
