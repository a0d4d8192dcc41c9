// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import dev.taskworkers.protocol.Order;
import dev.taskworkers.protocol.OrderProof;
import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.SigningKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Proves orders. */
public final class OrderSigner {
  private final Function<Instant, Optional<SigningKey>> keys;
  private final Clock clock;
  private final OrderNumbers numbers;

  /**
   * @param keys the one to sign with at a moment; empty where there is none
   * @param numbers of all orders of this process, whoever signs them
   */
  public OrderSigner(
      Function<Instant, Optional<SigningKey>> keys, Clock clock, OrderNumbers numbers) {
    this.keys = keys;
    this.clock = clock;
    this.numbers = numbers;
  }

  /** The proof of an order that is given now; empty while there is no key. */
  Optional<OrderProof> prove(PodIdentity pod, String path, String body) {
    var now = clock.instant();
    return keys.apply(now)
        .map(key -> key.prove(new Order(pod, path, body, now, numbers.next(now))));
  }
}
