// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

import java.util.List;
import java.util.Optional;

/**
 * A stream on which Pub/Sub sends tasks as soon as there is room for them. Nothing happens when it
 * is told anything after its end.
 */
public interface TaskStream {
  /** What happens on a stream; called from any thread, in order. */
  interface Events {
    /** The opening has gone out on a connection that is up. */
    void sent();

    /** Tasks, or none: then it is a sign of life only. */
    void arrived(List<Delivery> deliveries);

    /** It is over, for a reason unless both sides wanted it. Nothing comes after this. */
    void ended(Optional<SubscriptionException> reason);
  }

  /** Asks for a sign of life. */
  void ping();

  /** Ends it in order: what the server has already sent still arrives. */
  void finish();

  /** Ends it at once; what it was about to bring may be stranded. */
  void cancel();
}
