// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.orders;

import dev.taskworkers.protocol.Order;
import dev.taskworkers.protocol.OrderProof;
import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.VerificationKeys;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Lets orders through that the operator has given to this pod, each once, and counts the others.
 * What costs least is looked at first, since everybody may send orders that are none.
 */
public final class OrderGuard {
  /**
   * How far the clocks of two nodes may be apart. An order that somebody holds back is of use to
   * him for so long, unless a later one comes first.
   */
  static final Duration WINDOW = Duration.ofMinutes(2);

  private final PodFolder folder;
  private final Timer timer;
  private final Moment start;
  private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
  private long last = -1;

  /** For a worker that starts now. */
  public OrderGuard(PodFolder folder, Timer timer) {
    this.folder = folder;
    this.timer = timer;
    this.start = timer.moment();
  }

  /**
   * Why an order is refused; empty when it is to be followed.
   *
   * @param path where it was posted
   * @param proof as its header has it; empty where there is none
   */
  public synchronized Optional<Refusal> refusal(String path, String body, String proof) {
    var refusal = check(path, body, proof);
    refusal.ifPresent(why -> refused.merge(why, 1L, Long::sum));
    return refusal;
  }

  /** How many orders have been refused for that reason. */
  public synchronized long refused(Refusal why) {
    return refused.getOrDefault(why, 0L);
  }

  private Optional<Refusal> check(String path, String body, String header) {
    var proof = OrderProof.parse(header);
    if (proof.isEmpty()) {
      return Optional.of(Refusal.NO_PROOF);
    }
    var pod = folder.pod();
    if (pod.isEmpty()) {
      return Optional.of(Refusal.NO_KEY);
    }
    if (!proof.get().uid().equals(pod.get().uid())) {
      return Optional.of(Refusal.OTHER_POD);
    }
    return check(path, body, proof.get(), pod.get(), folder.keys());
  }

  private Optional<Refusal> check(
      String path, String body, OrderProof proof, PodIdentity pod, VerificationKeys keys) {
    if (keys.isEmpty()) {
      return Optional.of(Refusal.NO_KEY);
    }
    if (!keys.knows(proof.key())) {
      return Optional.of(Refusal.WRONG_KEY);
    }
    if (!isOfNow(proof)) {
      return Optional.of(Refusal.OLD);
    }
    if (proof.number() <= last) {
      return Optional.of(Refusal.REPLAYED);
    }
    var order = new Order(pod, path, body, proof.moment(), proof.number());
    if (!keys.prove(order, proof)) {
      return Optional.of(Refusal.ALTERED);
    }
    last = proof.number();
    return Optional.empty();
  }

  /**
   * Within the window, and since this process began: the one before it may have followed earlier
   * orders, of which this one knows nothing.
   */
  private boolean isOfNow(OrderProof proof) {
    var now = timer.now();
    var began = now.minus(start.until(timer.moment()));
    return !proof.moment().isBefore(now.minus(WINDOW))
        && !proof.moment().isAfter(now.plus(WINDOW))
        && !proof.moment().isBefore(began);
  }
}
