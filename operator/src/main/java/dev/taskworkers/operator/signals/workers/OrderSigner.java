// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.protocol.orders.Order;
import dev.taskworkers.protocol.orders.OrderProof;
import dev.taskworkers.protocol.orders.PodIdentity;
import dev.taskworkers.protocol.orders.SigningKey;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Proves orders. Each has a greater number than the one before: the time in microseconds, so that
 * an operator which leads after another one goes on where that one stopped.
 */
public final class OrderSigner {
  private final Function<Instant, Optional<SigningKey>> keys;
  private final Clock clock;
  private final AtomicLong last = new AtomicLong();

  /**
   * @param keys the one to sign with at a moment; empty where there is none
   */
  public OrderSigner(Function<Instant, Optional<SigningKey>> keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** The proof of an order that is given now; empty while there is no key. */
  Optional<OrderProof> prove(PodIdentity pod, String path, String body) {
    var now = clock.instant();
    return keys.apply(now).map(key -> key.prove(new Order(pod, path, body, now, next(now))));
  }

  private long next(Instant now) {
    var micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    return last.updateAndGet(before -> Math.max(before + 1, micros));
  }
}
