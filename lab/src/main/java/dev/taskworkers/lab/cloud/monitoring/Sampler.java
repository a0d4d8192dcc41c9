package dev.taskworkers.lab.cloud.monitoring;

import dev.taskworkers.lab.cloud.CloudOptions;
import dev.taskworkers.lab.cloud.FaultKind;
import dev.taskworkers.lab.cloud.Faults;
import dev.taskworkers.lab.cloud.monitoring.Sample.Quantity;
import dev.taskworkers.lab.cloud.monitoring.SeriesReader.Series;
import dev.taskworkers.lab.cloud.pubsub.broker.Broker;
import dev.taskworkers.lab.cloud.pubsub.broker.Catalog;
import dev.taskworkers.lab.cloud.pubsub.broker.TopicHub;
import dev.taskworkers.lab.cloud.pubsub.delivery.SubscriptionQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Looks at every subscription and topic once a period, and remembers what it saw. */
public final class Sampler {
  /** How long the series of a deleted resource can still be read. */
  private static final Duration KEPT = Duration.ofHours(25);

  private final Broker broker;
  private final Faults faults;
  private final CloudOptions.Metrics options;
  private final Random random;
  private final Map<String, SampleLog> logs = new TreeMap<>();
  private Instant next;

  public Sampler(Broker broker, Faults faults, CloudOptions.Metrics options, Instant start) {
    this.broker = broker;
    this.faults = faults;
    this.options = options;
    this.random = new Random(options.seed());
    this.next = start.plus(options.samplePeriod());
  }

  /** Takes the samples that are due. */
  public synchronized void advance(Instant now) {
    while (!next.isAfter(now)) {
      if (faults.active(FaultKind.MONITORING_GAP).isEmpty()) {
        var at = next;
        var visibleAt = at.plus(delay());
        broker.run((all, brokerNow) -> sample(all, at, visibleAt));
      }
      next = next.plus(options.samplePeriod());
      var limit = next.minus(KEPT);
      logs.values().removeIf(log -> log.endedBefore(limit));
    }
  }

  private Duration delay() {
    var range = options.maxDelay().minus(options.minDelay()).toMillis();
    return options.minDelay().plusMillis(range == 0 ? 0 : random.nextLong(range + 1));
  }

  private void sample(Catalog all, Instant at, Instant visibleAt) {
    all.subscriptions().stream()
        .filter(subscription -> subscription.activity().begun())
        .forEach(
            subscription ->
                log(ResourceKind.SUBSCRIPTION, subscription.config().getName())
                    .add(new Sample(at, visibleAt, values(subscription, at))));
    all.topics().stream()
        .filter(topic -> topic.totals().messages() > 0)
        .forEach(
            topic ->
                log(ResourceKind.TOPIC, topic.config().getName())
                    .add(new Sample(at, visibleAt, values(topic))));
  }

  private SampleLog log(ResourceKind kind, String name) {
    return logs.computeIfAbsent(name, fullName -> new SampleLog(kind, fullName));
  }

  private static Map<Quantity, Long> values(SubscriptionQueue subscription, Instant at) {
    var view = subscription.view(at);
    var totals = subscription.activity().totals();
    return Map.of(
        Quantity.UNDELIVERED, view.undelivered(),
        Quantity.BACKLOG_BYTES, subscription.backlogBytes(),
        Quantity.OLDEST_AGE_SECONDS, Math.max(0, view.oldestUnackedAge().toSeconds()),
        Quantity.SENT, totals.sent(),
        Quantity.ACKNOWLEDGED, totals.acknowledged(),
        Quantity.EXPIRED, totals.expired(),
        Quantity.DEAD_LETTERED, totals.deadLettered());
  }

  private static Map<Quantity, Long> values(TopicHub topic) {
    var totals = topic.totals();
    return Map.of(
        Quantity.PUBLISH_REQUESTS, totals.requests(),
        Quantity.PUBLISHED, totals.messages(),
        Quantity.PUBLISHED_BYTES, totals.bytes());
  }

  /** What one metric says between two moments, as far as it is visible now. */
  synchronized List<Series> series(Metric metric, String project, Window window) {
    var reader = new SeriesReader(metric, options, window);
    return logs.values().stream()
        .filter(log -> log.kind() == metric.resource() && log.project().equals(project))
        .flatMap(reader::read)
        .toList();
  }
}
