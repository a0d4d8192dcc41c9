// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import dev.taskworkers.runtime.Environment;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.PubSubName;
import dev.taskworkers.runtime.UsageException;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where tasks go, and how.
 *
 * @param endpoint Pub/Sub, or an emulator
 * @param topic in full: {@code projects/P/topics/T}
 * @param batching when gathered tasks are sent
 * @param outstanding what may be under way before {@link TaskDispatcher#dispatch} blocks
 * @param deadline the time for one task, retries included; at least 10 s
 * @param compressed whether batches of 240 bytes and more are sent through gzip, which saves
 *     traffic and costs processor time
 * @param tracing gives each task a producer span, whose context travels with it
 */
public record DispatcherConfig(
    GoogleEndpoint endpoint,
    String topic,
    Batching batching,
    Outstanding outstanding,
    Duration deadline,
    boolean compressed,
    Optional<OpenTelemetry> tracing) {
  /** Gathered tasks are sent when there are so many, so many bytes, or after so long. */
  public record Batching(long tasks, long bytes, Duration delay) {
    private static final long MOST_TASKS = 1000;

    public Batching {
      require(tasks >= 1 && tasks <= MOST_TASKS, "A batch must have 1 to 1000 tasks.", tasks);
      require(bytes >= 1, "A batch must have 1 byte or more.", bytes);
      require(!delay.isNegative(), "The delay of a batch must not be negative.", delay);
    }
  }

  /** How much may be neither stored nor failed. */
  public record Outstanding(long tasks, long bytes) {
    public Outstanding {
      require(tasks >= 1, "Expected a limit of at least 1 task in flight.", tasks);
      require(bytes >= 1, "Expected a limit of at least 1 byte in flight.", bytes);
    }
  }

  /**
   * Google's clients use the first two; a delay of 10 ms fills batches at 10 000 tasks a second. It
   * begins to count with a second task: one alone does not wait.
   */
  public static final Batching BATCHING = new Batching(100, 1_000_000, Duration.ofMillis(10));

  public static final Outstanding OUTSTANDING = new Outstanding(10_000, 64L * 1024 * 1024);
  public static final Duration DEADLINE = Duration.ofSeconds(60);

  private static final String TOPIC = "GCP_PUBSUB_TOPIC_ID";

  /** A connection to a service far away, and one more try, take a few seconds. */
  private static final Duration LEAST_DEADLINE = Duration.ofSeconds(10);

  public DispatcherConfig {
    require(
        deadline.compareTo(LEAST_DEADLINE) >= 0,
        "The deadline of a task must be 10 s or more.",
        deadline);
  }

  private static void require(boolean holds, String sentence, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(sentence + " It was given as " + found + ".");
    }
  }

  /**
   * The topic that {@code GCP_PUBSUB_TOPIC_ID} names in {@code GCP_PROJECT_ID}, with the usual
   * settings.
   *
   * @throws UsageException when they are not set, or wrong
   */
  public static DispatcherConfig from(Map<String, String> variables) {
    var environment = new Environment(variables);
    return of(
        GoogleEndpoint.pubsub(variables),
        PubSubName.topic(
            environment.required(TOPIC, "thumbnails"),
            environment.text("GCP_PROJECT_ID", ""),
            TOPIC));
  }

  /** A topic, by its full name, with the usual settings. */
  public static DispatcherConfig of(GoogleEndpoint endpoint, String topic) {
    return new DispatcherConfig(
        endpoint, topic, BATCHING, OUTSTANDING, DEADLINE, false, Optional.empty());
  }

  /** These settings, with other settings for batches. */
  public DispatcherConfig withBatching(Batching other) {
    return new DispatcherConfig(endpoint, topic, other, outstanding, deadline, compressed, tracing);
  }

  /** These settings, with another time for one task. */
  public DispatcherConfig withDeadline(Duration other) {
    return new DispatcherConfig(endpoint, topic, batching, outstanding, other, compressed, tracing);
  }

  /** These settings, with tasks sent compressed. */
  public DispatcherConfig withCompression() {
    return new DispatcherConfig(endpoint, topic, batching, outstanding, deadline, true, tracing);
  }

  /** These settings, with spans of {@code telemetry}. */
  public DispatcherConfig withTracing(OpenTelemetry telemetry) {
    return new DispatcherConfig(
        endpoint, topic, batching, outstanding, deadline, compressed, Optional.of(telemetry));
  }
}
