// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.pubsub.v1.StreamingPullResponse;
import java.time.Instant;
import java.util.List;

/**
 * What one response of a stream brought.
 *
 * @param tasks when each was published; none in an answer to a ping
 */
record Delivery(List<Instant> tasks) {
  public Delivery {
    tasks = List.copyOf(tasks);
  }

  public static Delivery of(StreamingPullResponse response) {
    return new Delivery(
        response.getReceivedMessagesList().stream()
            .map(received -> received.getMessage().getPublishTime())
            .map(time -> Instant.ofEpochSecond(time.getSeconds(), time.getNanos()))
            .toList());
  }
}
