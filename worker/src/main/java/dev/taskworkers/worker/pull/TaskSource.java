// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import dev.taskworkers.runtime.Loop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/**
 * Brings tasks to the slots, by single pulls or by a stream, never more than are wanted, and no
 * more bytes than there is memory for. Belongs to the loop.
 */
public interface TaskSource {
  /**
   * A source that asks for what it wants by single pulls.
   *
   * @param mostBytes that the tasks in hand may take together
   * @param random in [0, 1), for jitter
   */
  static TaskSource unary(
      Subscription subscription,
      long mostBytes,
      Loop loop,
      DoubleSupplier random,
      Listener listener) {
    var recovery = new PullBackoff(loop, random, listener::pullingChanged);
    return new Puller(subscription, loop, recovery, new ByteBudget(mostBytes), listener);
  }

  /**
   * A source that is sent tasks on a stream while one fits.
   *
   * @param slots how many tasks may run at once
   * @param mostBytes that the tasks in hand may take together
   * @param random in [0, 1), for jitter
   */
  static TaskSource streaming(
      Subscription subscription,
      int slots,
      long mostBytes,
      Loop loop,
      DoubleSupplier random,
      Listener listener) {
    var recovery = new PullBackoff(loop, random, listener::pullingChanged);
    return new StreamPuller(
        subscription, slots, loop, recovery, new ByteBudget(mostBytes), listener);
  }

  /** How long an answer that is on its way is waited for at least. */
  Duration PATIENCE = Duration.ofSeconds(1);

  /** Hears what arrived, and that fetching failed or is possible again. */
  interface Listener {
    /**
     * Pub/Sub has answered.
     *
     * @param asked how many it might have sent
     * @param permits what each of them takes up until it is out of our hands
     */
    void pulled(int asked, List<Delivery> deliveries, Function<Delivery, Permit> permits);

    void pullingChanged();
  }

  /**
   * Says for how many more tasks there is room now; fewer than a stream may still bring end it, and
   * a pull runs out by itself.
   *
   * @param oneIsAwaited whether tasks in hand wait for one that is to come again
   */
  void want(int most, boolean oneIsAwaited);

  /**
   * Ends a stream in order, because its limit is not what is wanted from now on; {@link #want}
   * opens the next. A single pull runs out by itself.
   */
  default void endStream() {}

  /** True while tasks may still arrive. */
  boolean outstanding();

  /**
   * True while Pub/Sub, which has answered since the last failure, knows that at least one more
   * task is wanted.
   */
  boolean asking();

  /** Why nothing can be fetched now, or empty while the subscription serves us. */
  Optional<String> problem();

  /** Pub/Sub has answered another call: what passes by itself has passed. */
  void reached();

  /** Ends the request that is out as soon as it hardly has an answer on the way any more. */
  void letEnd();

  /** Ends the request that is out at once; what it was about to bring may be stranded. */
  void cancel();
}
