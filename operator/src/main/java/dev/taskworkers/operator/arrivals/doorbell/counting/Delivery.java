package dev.taskworkers.operator.arrivals.doorbell.counting;

import com.google.pubsub.v1.StreamingPullResponse;
import java.time.Instant;
import java.util.List;

/**
 * What one response of a stream brought.
 *
 * @param tasks none in an answer to a ping
 */
public record Delivery(List<Task> tasks) {
  /** A task: when it was published, and how much of it came. */
  public record Task(Instant published, int bytes) {}

  public Delivery {
    tasks = List.copyOf(tasks);
  }

  public static Delivery of(StreamingPullResponse response) {
    return new Delivery(
        response.getReceivedMessagesList().stream()
            .map(
                received -> {
                  var message = received.getMessage();
                  var published = message.getPublishTime();
                  return new Task(
                      Instant.ofEpochSecond(published.getSeconds(), published.getNanos()),
                      message.getSerializedSize());
                })
            .toList());
  }
}
