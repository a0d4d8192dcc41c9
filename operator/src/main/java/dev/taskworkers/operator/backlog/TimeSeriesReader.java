package dev.taskworkers.operator.backlog;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.common.collect.Lists;
import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.ProjectName;
import com.google.monitoring.v3.TimeInterval;
import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.scaling.signals.Backlog.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongBinaryOperator;
import java.util.stream.Collectors;

/**
 * Questions to Cloud Monitoring: raw points of a subscription metric, one series a region, joined
 * by their own times. The series without a region has gaps when any region has.
 */
public final class TimeSeriesReader {
  private static final String METRIC = "pubsub.googleapis.com/subscription/";

  /** {@code one_of} takes at most 100 values. */
  private static final int NAMES_PER_QUESTION = 100;

  private final MetricServiceClient client;
  private final AtomicLong calls = new AtomicLong();

  public TimeSeriesReader(MetricServiceClient client) {
    this.client = client;
  }

  /** Monitoring gave no whole answer; the message says why, {@code quota} if it was too often. */
  static final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean quota;

    Unanswered(String why, boolean quota) {
      super(why);
      this.quota = quota;
    }

    boolean quota() {
      return quota;
    }
  }

  /** Questions asked so far. */
  public long calls() {
    return calls.get();
  }

  /** Messages not acknowledged, summed over regions, by subscription and sample time. */
  Map<SubscriptionName, Map<Instant, Sample>> counts(
      String project, List<SubscriptionName> names, Instant from, Instant to) {
    var counts = read("num_unacked_messages_by_region", Long::sum, project, names, from, to);
    var samples = new HashMap<SubscriptionName, Map<Instant, Sample>>();
    counts.forEach(
        (name, points) ->
            samples.put(
                name,
                points.entrySet().stream()
                    .filter(point -> point.getValue() >= 0)
                    .collect(
                        Collectors.toMap(
                            Map.Entry::getKey,
                            point ->
                                new Sample(point.getKey(), point.getValue(), Duration.ZERO)))));
    return samples;
  }

  /** Age of the oldest message, the greatest of all regions, by subscription and sample time. */
  Map<SubscriptionName, Map<Instant, Duration>> ages(
      String project, List<SubscriptionName> names, Instant from, Instant to) {
    var ages = read("oldest_unacked_message_age_by_region", Math::max, project, names, from, to);
    var durations = new HashMap<SubscriptionName, Map<Instant, Duration>>();
    ages.forEach(
        (name, points) ->
            durations.put(
                name,
                points.entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            Map.Entry::getKey,
                            point -> Duration.ofSeconds(Math.max(0, point.getValue()))))));
    return durations;
  }

  private Map<SubscriptionName, Map<Instant, Long>> read(
      String metric,
      LongBinaryOperator join,
      String project,
      List<SubscriptionName> names,
      Instant from,
      Instant to) {
    var found = new HashMap<SubscriptionName, Map<Instant, Long>>();
    for (var some : Lists.partition(names, NAMES_PER_QUESTION)) {
      var request =
          ListTimeSeriesRequest.newBuilder()
              .setName(ProjectName.of(project).toString())
              .setFilter(filter(metric, some))
              .setInterval(
                  TimeInterval.newBuilder().setStartTime(timestamp(from)).setEndTime(timestamp(to)))
              .setView(ListTimeSeriesRequest.TimeSeriesView.FULL)
              .build();
      ask(request, join, project, found);
    }
    return found;
  }

  private void ask(
      ListTimeSeriesRequest request,
      LongBinaryOperator join,
      String project,
      Map<SubscriptionName, Map<Instant, Long>> found) {
    try {
      for (var page : client.listTimeSeries(request).iteratePages()) {
        calls.incrementAndGet();
        if (page.getResponse().getExecutionErrorsCount() > 0) {
          throw new Unanswered(
              "the answer is partial: " + page.getResponse().getExecutionErrors(0).getMessage(),
              false);
        }
        for (var series : page.getValues()) {
          var id = series.getResource().getLabelsOrDefault("subscription_id", "");
          var points =
              found.computeIfAbsent(SubscriptionName.of(project, id), n -> new HashMap<>());
          series
              .getPointsList()
              .forEach(point -> points.merge(time(point), value(point), join::applyAsLong));
        }
      }
    } catch (ApiException e) {
      calls.incrementAndGet();
      var code = e.getStatusCode().getCode();
      throw new Unanswered(
          code + ": " + explain(code, project, e), code == StatusCode.Code.RESOURCE_EXHAUSTED);
    }
  }

  private static String explain(StatusCode.Code code, String project, ApiException problem) {
    return code == StatusCode.Code.PERMISSION_DENIED
        ? "grant roles/monitoring.viewer on project " + project + " to the operator's identity"
        : String.valueOf(problem.getMessage());
  }

  private static String filter(String metric, List<SubscriptionName> names) {
    var ids =
        names.stream()
            .map(name -> '"' + name.getSubscription() + '"')
            .sorted()
            .collect(Collectors.joining(","));
    return "metric.type = \""
        + METRIC
        + metric
        + "\" AND resource.type = \"pubsub_subscription\" AND resource.labels.subscription_id = "
        + (names.size() == 1 ? ids : "one_of(" + ids + ")");
  }

  /** Regions sample together: points of one second belong to one time. */
  private static Instant time(Point point) {
    return Instant.ofEpochSecond(point.getInterval().getEndTime().getSeconds());
  }

  private static long value(Point point) {
    return point.getValue().hasDoubleValue()
        ? Math.round(point.getValue().getDoubleValue())
        : point.getValue().getInt64Value();
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }
}
