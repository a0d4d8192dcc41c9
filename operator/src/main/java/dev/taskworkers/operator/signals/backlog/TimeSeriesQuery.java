// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.ProjectName;
import com.google.monitoring.v3.TimeInterval;
import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.SubscriptionName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is asked of Cloud Monitoring: one metric of some subscriptions of a project, in (from, to].
 * The project is named in the filter, too: where it monitors others, their series come along
 * otherwise.
 *
 * @param metric name of a metric of subscriptions
 */
record TimeSeriesQuery(
    String metric, String project, List<SubscriptionName> names, Instant from, Instant to) {
  private static final String PREFIX = "pubsub.googleapis.com/subscription/";

  /** {@code one_of} takes at most 100 values. */
  private static final int MOST_NAMES = 100;

  /** Filters were seen to be refused from about 11 000 characters on. */
  private static final int MOST_CHARACTERS = 8_000;

  TimeSeriesQuery {
    names = List.copyOf(names);
  }

  /** The requests that ask it, as few as Monitoring's limits allow. */
  List<ListTimeSeriesRequest> requests() {
    return parts(names).stream()
        .map(part -> request(part.stream().map(SubscriptionName::getSubscription).toList()))
        .toList();
  }

  /** Subscriptions of a project by what one request can ask for, in the order of their ids. */
  static List<List<SubscriptionName>> parts(List<SubscriptionName> names) {
    var parts = new ArrayList<List<SubscriptionName>>();
    var part = new ArrayList<SubscriptionName>();
    var characters = 0;
    var sorted =
        names.stream().sorted(Comparator.comparing(SubscriptionName::getSubscription)).toList();
    for (var name : sorted) {
      var length = name.getSubscription().length();
      if (part.size() == MOST_NAMES || characters + length > MOST_CHARACTERS) {
        parts.add(List.copyOf(part));
        part.clear();
        characters = 0;
      }
      part.add(name);
      characters += length;
    }
    if (!part.isEmpty()) {
      parts.add(List.copyOf(part));
    }
    return parts;
  }

  private ListTimeSeriesRequest request(List<String> ids) {
    return ListTimeSeriesRequest.newBuilder()
        .setName(ProjectName.of(project).toString())
        .setFilter(filter(ids))
        .setInterval(
            TimeInterval.newBuilder().setStartTime(timestamp(from)).setEndTime(timestamp(to)))
        .setView(ListTimeSeriesRequest.TimeSeriesView.FULL)
        .build();
  }

  private String filter(List<String> ids) {
    var quoted = ids.stream().map(TimeSeriesQuery::quoted).collect(Collectors.joining(","));
    return "metric.type = \""
        + PREFIX
        + metric
        + "\" AND resource.type = \"pubsub_subscription\" AND project = "
        + quoted(project)
        + " AND resource.labels.subscription_id = "
        + (ids.size() == 1 ? quoted : "one_of(" + quoted + ")");
  }

  /** An id that was stored past the schema must not become a filter of its own. */
  private static String quoted(String id) {
    return '"' + id.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }
}
