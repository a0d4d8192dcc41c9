// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import dev.taskworkers.emulator.transport.ApiError;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The streams and waiting pulls of one subscription, which take turns. */
final class ConsumerRing {
  private final Deque<Consumer> consumers = new ArrayDeque<>();

  void join(Consumer consumer) {
    consumers.addLast(consumer);
  }

  void leave(Consumer consumer) {
    consumers.remove(consumer);
  }

  /**
   * Offers one turn after the other until nobody can take anything.
   *
   * @param turn gives the consumer one message, or says that there is none for it
   * @return who got something
   */
  Collection<Consumer> goRound(Predicate<Consumer> turn) {
    var served = new LinkedHashSet<Consumer>();
    for (var unable = 0; unable < consumers.size(); ) {
      var consumer = consumers.removeFirst();
      consumers.addLast(consumer);
      if (consumer.hasRoom() && turn.test(consumer)) {
        served.add(consumer);
        unable = 0;
      } else {
        unable++;
      }
    }
    for (var consumer : served) {
      if (!consumer.stays()) {
        leave(consumer);
      }
    }
    return served;
  }

  /** Sends those away for whom there is a reason, and returns them. */
  Collection<Consumer> dismiss(Function<Consumer, Optional<ApiError>> reason) {
    var dismissed = new LinkedHashSet<Consumer>();
    for (var consumer : List.copyOf(consumers)) {
      var refusal = reason.apply(consumer);
      if (refusal.isPresent()) {
        leave(consumer);
        consumer.refuse(refusal.get());
        dismissed.add(consumer);
      }
    }
    return dismissed;
  }
}
