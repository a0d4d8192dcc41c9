// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.TimeInterval;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import dev.taskworkers.emulator.transport.ApiError;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * The raw points of one metric of one subscription or topic, as a query in Monitoring Query
 * Language asks for them.
 *
 * @param kind {@code subscription} or {@code topic}
 * @param metric its full type
 * @param within how far back
 */
record SeriesQuery(String kind, String metric, String project, String id, Duration within) {
  private static final Pattern FORM =
      Pattern.compile(
          "fetch pubsub_(?<kind>subscription|topic)"
              + " \\| metric '(?<metric>[^']+)'"
              + " \\| filter \\(resource\\.project_id == '(?<project>[^']+)'"
              + " && resource\\.\\k<kind>_id == '(?<id>[^']+)'\\)"
              + " \\| within (?<within>[0-9hms.]+)");

  /** Reads the one form that is known, that of KEDA's scaler without an aggregation. */
  static SeriesQuery parse(String text) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      throw ApiError.invalid(
          "The local cloud answers one form of query, \"fetch pubsub_subscription | metric 'TYPE' |"
              + " filter (resource.project_id == 'P' && resource.subscription_id == 'S') | within"
              + " 2m0s\" or the same of a topic, but found \""
              + text
              + "\". For anything else read the raw points by ListTimeSeries.");
    }
    return new SeriesQuery(
        match.group("kind"),
        match.group("metric"),
        match.group("project"),
        match.group("id"),
        duration(match.group("within")));
  }

  private static Duration duration(String text) {
    try {
      return GoDuration.parse(text, "within");
    } catch (UsageException problem) {
      throw ApiError.invalid(problem.getMessage());
    }
  }

  /** This question as one to ListTimeSeries. */
  ListTimeSeriesRequest toRequest(String name, Instant now) {
    return ListTimeSeriesRequest.newBuilder()
        .setName(name)
        .setFilter(
            "metric.type = \"%s\" AND resource.type = \"pubsub_%s\" AND project = \"%s\" AND resource.labels.%s_id = \"%s\""
                .formatted(metric, kind, project, kind, id))
        .setInterval(
            TimeInterval.newBuilder()
                .setStartTime(Times.stamp(now.minus(within)))
                .setEndTime(Times.stamp(now)))
        .build();
  }
}
