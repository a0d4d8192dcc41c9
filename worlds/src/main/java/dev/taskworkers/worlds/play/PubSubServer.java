// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.emulator.pubsub.delivery.Consumer;
import dev.taskworkers.worker.pull.SubscriptionException;
import java.time.Duration;
import java.util.Optional;

/** Who is at the other end of a worker's pulls and streams. */
interface PubSubServer {
  /** Why it can't be reached; empty where it can. */
  Optional<SubscriptionException> absence();

  /** How long something is on its way there, or back. */
  Duration trip();

  /** From now on {@code consumer} takes part in deliveries. */
  void join(Consumer consumer);

  void leave(Consumer consumer);

  /** The server itself has ended it. */
  void ended(Consumer consumer);
}
