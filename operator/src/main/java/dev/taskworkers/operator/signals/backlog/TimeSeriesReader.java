// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import com.google.monitoring.v3.ListTimeSeriesRequest;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeSeries;
import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.pubsub.Permission;
import dev.taskworkers.operator.scaling.input.Backlog.Acknowledged;
import dev.taskworkers.operator.scaling.input.Seconds;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Questions to Cloud Monitoring: raw points of a subscription metric, one series a region. The
 * series without a region has gaps when any region has, so it is asked for only where it can tell
 * that a region is empty of which nothing is heard any more.
 */
public final class TimeSeriesReader implements SubscriptionMetrics {
  /** Many times what any project has: a page holds up to 100,000 points. */
  private static final int MOST_PAGES = 100;

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private final MonitoringClient client;
  private final AtomicLong calls = new AtomicLong();

  public TimeSeriesReader(MonitoringClient client) {
    this.client = client;
  }

  /** Monitoring gave no whole answer; the message says why, {@code quota} if it was too often. */
  static final class MonitoringUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean quota;

    MonitoringUnavailableException(String why, boolean quota) {
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

  /** What one question at {@code now} tells of one subscription; never an exception. */
  public KnownBacklog ask(SubscriptionName name, Instant now) {
    try {
      var from = now.minus(SubscriptionSamples.WINDOW);
      var points = counts(name.getProject(), List.of(name), from, now);
      return SubscriptionSamples.none()
          .afterAnswer(points.getOrDefault(name, new RegionalPoints()), new RegionalPoints(), now)
          .at(now);
    } catch (MonitoringUnavailableException e) {
      return SubscriptionSamples.none().afterFailure(e.getMessage()).at(now);
    }
  }

  @Override
  public Map<SubscriptionName, RegionalPoints> counts(
      String project, List<SubscriptionName> names, Instant from, Instant to) {
    return read(new TimeSeriesQuery("num_unacked_messages_by_region", project, names, from, to));
  }

  @Override
  public Map<SubscriptionName, RegionalPoints> totals(
      String project, List<SubscriptionName> names, Instant from, Instant to) {
    return read(new TimeSeriesQuery("num_undelivered_messages", project, names, from, to));
  }

  @Override
  public Map<SubscriptionName, Map<Instant, Duration>> ages(
      String project, List<SubscriptionName> names, Instant from, Instant to) {
    var found = new HashMap<SubscriptionName, Map<Instant, Duration>>();
    read(new TimeSeriesQuery("oldest_unacked_message_age_by_region", project, names, from, to))
        .forEach(
            (name, regions) -> {
              var ages = new TreeMap<Instant, Duration>();
              regions
                  .joined(Math::max, to)
                  .forEach((at, seconds) -> ages.put(at, Duration.ofSeconds(seconds)));
              found.put(name, ages);
            });
    return found;
  }

  /** Pulls and streams have a series each; a minute counts when each of them has shown it. */
  @Override
  public Map<SubscriptionName, List<Acknowledged>> acknowledged(
      String project, List<SubscriptionName> names, Instant from, Instant to) {
    var found = new HashMap<SubscriptionName, TreeMap<Instant, Acknowledged>>();
    var shown = new HashMap<SubscriptionName, Instant>();
    read(
        new TimeSeriesQuery("ack_message_count", project, names, from, to),
        (name, series) -> {
          var all = found.computeIfAbsent(name, any -> new TreeMap<>());
          var points = series.getPointsList().stream().map(TimeSeriesReader::acknowledged).toList();
          points.forEach(one -> all.merge(one.to(), one, TimeSeriesReader::together));
          points.stream()
              .map(Acknowledged::to)
              .max(Comparator.naturalOrder())
              .ifPresent(last -> shown.merge(name, last, Seconds::earlier));
        });
    var inOrder = new HashMap<SubscriptionName, List<Acknowledged>>();
    shown.forEach(
        (name, last) ->
            inOrder.put(name, List.copyOf(found.get(name).headMap(last, true).values())));
    return inOrder;
  }

  private static Acknowledged acknowledged(Point point) {
    return new Acknowledged(
        RegionalPoints.time(point.getInterval().getStartTime()),
        RegionalPoints.time(point.getInterval().getEndTime()),
        Math.max(0, RegionalPoints.value(point)));
  }

  private static Acknowledged together(Acknowledged one, Acknowledged other) {
    return new Acknowledged(
        Seconds.earlier(one.from(), other.from()), one.to(), one.messages() + other.messages());
  }

  private Map<SubscriptionName, RegionalPoints> read(TimeSeriesQuery question) {
    var found = new HashMap<SubscriptionName, RegionalPoints>();
    read(
        question,
        (name, series) ->
            found
                .computeIfAbsent(name, any -> new RegionalPoints())
                .add(series.getMetric().getLabelsOrDefault("region", ""), series.getPointsList()));
    return found;
  }

  private void read(TimeSeriesQuery question, BiConsumer<SubscriptionName, TimeSeries> found) {
    question.requests().forEach(request -> ask(request, question.project(), found));
  }

  private void ask(
      ListTimeSeriesRequest request,
      String project,
      BiConsumer<SubscriptionName, TimeSeries> found) {
    try {
      calls.incrementAndGet();
      var pages = 0;
      for (var page : client.calls().listTimeSeries(request).iteratePages()) {
        if (++pages > MOST_PAGES) {
          throw new MonitoringUnavailableException("the answer has no end", false);
        }
        if (page.getResponse().getExecutionErrorsCount() > 0) {
          throw new MonitoringUnavailableException(
              "the answer is partial: " + page.getResponse().getExecutionErrors(0).getMessage(),
              false);
        }
        for (var series : page.getValues()) {
          if (isOf(project, series)) {
            found.accept(name(series, project), series);
          }
        }
      }
    } catch (ApiException e) {
      var code = e.getStatusCode().getCode();
      if (isNeverWritten(code, e)) {
        return;
      }
      throw new MonitoringUnavailableException(
          code + ": " + explain(code, project, e), code == StatusCode.Code.RESOURCE_EXHAUSTED);
    }
  }

  private static SubscriptionName name(TimeSeries series, String project) {
    return SubscriptionName.of(
        project, series.getResource().getLabelsOrDefault("subscription_id", ""));
  }

  /**
   * A project that monitors others shows theirs, too. One that was asked for by its number can't be
   * compared with an id; the filter has to do.
   */
  private static boolean isOf(String project, TimeSeries series) {
    return NUMBER.matcher(project).matches()
        || series.getResource().getLabelsOrDefault("project_id", project).equals(project);
  }

  /** A metric of which a new project has no point yet is not found; then there are no series. */
  private static boolean isNeverWritten(StatusCode.Code code, ApiException problem) {
    return code == StatusCode.Code.NOT_FOUND
        && String.valueOf(problem.getMessage()).contains("Cannot find metric");
  }

  private static String explain(StatusCode.Code code, String project, ApiException problem) {
    return code == StatusCode.Code.PERMISSION_DENIED
        ? "grant "
            + Permission.READ_BACKLOG.role()
            + " on project "
            + project
            + " to the operator's identity"
        : said(problem);
  }

  /** The service's own words: gax puts a class and the code once more before them. */
  private static String said(ApiException problem) {
    var description = Status.fromThrowable(problem).getDescription();
    return description == null ? String.valueOf(problem.getMessage()) : description;
  }
}
