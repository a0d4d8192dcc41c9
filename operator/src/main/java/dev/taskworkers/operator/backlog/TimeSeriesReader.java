package dev.taskworkers.operator.backlog;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.scaling.signals.Backlog.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.LongBinaryOperator;

/**
 * Questions to Cloud Monitoring: raw points of a subscription metric, one series a region, joined
 * by their own times. The series without a region has gaps when any region has.
 */
public final class TimeSeriesReader {
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
    return read(
        new Question("num_unacked_messages_by_region", project, names, from, to),
        Long::sum,
        (at, count) -> new Sample(at, count, Duration.ZERO));
  }

  /** Age of the oldest message, the greatest of all regions, by subscription and sample time. */
  Map<SubscriptionName, Map<Instant, Duration>> ages(
      String project, List<SubscriptionName> names, Instant from, Instant to) {
    return read(
        new Question("oldest_unacked_message_age_by_region", project, names, from, to),
        Math::max,
        (at, seconds) -> Duration.ofSeconds(seconds));
  }

  private <T> Map<SubscriptionName, Map<Instant, T>> read(
      Question question, LongBinaryOperator join, BiFunction<Instant, Long, T> as) {
    var points = new HashMap<SubscriptionName, RegionalPoints>();
    question.requests().forEach(request -> ask(request, question.project(), points));
    var found = new HashMap<SubscriptionName, Map<Instant, T>>();
    points.forEach(
        (name, regions) -> {
          var values = new TreeMap<Instant, T>();
          regions.joined(join).forEach((at, value) -> values.put(at, as.apply(at, value)));
          found.put(name, values);
        });
    return found;
  }

  private void ask(
      ListTimeSeriesRequest request, String project, Map<SubscriptionName, RegionalPoints> found) {
    try {
      calls.incrementAndGet();
      for (var page : client.listTimeSeries(request).iteratePages()) {
        if (page.getResponse().getExecutionErrorsCount() > 0) {
          throw new Unanswered(
              "the answer is partial: " + page.getResponse().getExecutionErrors(0).getMessage(),
              false);
        }
        for (var series : page.getValues()) {
          var id = series.getResource().getLabelsOrDefault("subscription_id", "");
          found
              .computeIfAbsent(SubscriptionName.of(project, id), name -> new RegionalPoints())
              .add(series.getMetric().getLabelsOrDefault("region", ""), series.getPointsList());
        }
      }
    } catch (ApiException e) {
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
}
