// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import dev.taskworkers.emulator.monitoring.Sample.Quantity;
import dev.taskworkers.emulator.monitoring.SeriesReader.Series;
import dev.taskworkers.emulator.pubsub.Broker;
import dev.taskworkers.emulator.pubsub.Catalog;
import dev.taskworkers.emulator.pubsub.TopicHub;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.emulator.transport.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks at every subscription and topic as a whole once a period, and at the regions of every
 * subscription at times of their own, and remembers what it saw.
 */
public final class Sampler {
  /** How long the series of a deleted resource can still be read. */
  private static final Duration KEPT = Duration.ofHours(25);

  private static final int WHOLE = -1;

  private final Broker broker;
  private final Faults faults;
  private final MonitoringOptions options;
  private final Random random;
  private final Map<String, SampleLog> logs = new TreeMap<>();
  private final Map<Known, Instant> known = new HashMap<>();
  private final List<Round> rounds = new ArrayList<>();

  /** The metrics that a project has a first sample of together. */
  private record Known(ResourceKind kind, boolean byRegion, String project) {}

  /** The looks at one region, or at the whole. */
  private static final class Round {
    private final int region;
    private Instant next;

    Round(int region, Instant first) {
      this.region = region;
      this.next = first;
    }
  }

  public Sampler(Broker broker, Faults faults, MonitoringOptions options, Instant start) {
    this.broker = broker;
    this.faults = faults;
    this.options = options;
    this.random = new Random(options.seed());
    var first = start.plus(options.samplePeriod());
    rounds.add(new Round(WHOLE, first));
    for (var i = 0; i < options.regions().size(); i++) {
      rounds.add(new Round(i, first.plus(options.regions().get(i).offset())));
    }
  }

  /** Takes the samples that are due, in the order of their times. */
  public synchronized void advance(Instant now) {
    for (var at = next(); !at.isAfter(now); at = next()) {
      var due = at;
      rounds.stream().filter(round -> round.next.equals(due)).forEach(this::take);
      var limit = at.minus(KEPT);
      logs.values().removeIf(log -> log.endedBefore(limit));
    }
  }

  private Instant next() {
    var first = Instant.MAX;
    for (var round : rounds) {
      first = round.next.isBefore(first) ? round.next : first;
    }
    return first;
  }

  private void take(Round round) {
    var at = round.next;
    round.next = at.plus(options.samplePeriod());
    if (hasGap(round.region)) {
      return;
    }
    var visibleAt = at.plus(delay());
    broker.run(
        (all, brokerNow) -> {
          if (round.region == WHOLE) {
            sample(all, at, visibleAt);
          } else {
            sample(all, round.region, at, visibleAt);
          }
        });
  }

  /** The whole can't be summed where any region is missing. */
  private boolean hasGap(int region) {
    return region == WHOLE
        ? faults.active(FaultKind.MONITORING_GAP).isPresent()
        : faults.concern(FaultKind.MONITORING_GAP, options.regions().get(region).name());
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
                look(subscription, "", new Sample(at, visibleAt, values(subscription, at))));
    all.topics().stream()
        .filter(topic -> topic.totals().messages() > 0)
        .forEach(
            topic -> {
              var log = log(ResourceKind.TOPIC, topic.config().getName(), "");
              log.look(new Sample(at, visibleAt, values(topic)), Optional.empty());
              noteKnown(log, visibleAt);
            });
  }

  private void sample(Catalog all, int region, Instant at, Instant visibleAt) {
    all.subscriptions().stream()
        .filter(subscription -> subscription.activity().begun())
        .forEach(
            subscription ->
                look(
                    subscription,
                    options.regions().get(region).name(),
                    new Sample(at, visibleAt, part(values(subscription, at), region))));
  }

  private void look(SubscriptionQueue subscription, String region, Sample sample) {
    var log = log(ResourceKind.SUBSCRIPTION, subscription.config().getName(), region);
    if (log.look(sample, options.endsAfter())) {
      noteKnown(log, sample.visibleAt());
    }
  }

  private SampleLog log(ResourceKind kind, String name, String region) {
    return logs.computeIfAbsent(name + "@" + region, key -> new SampleLog(kind, name, region));
  }

  private void noteKnown(SampleLog log, Instant visibleAt) {
    known.merge(
        new Known(log.kind(), log.isRegional(), log.project()),
        visibleAt,
        (one, other) -> one.isBefore(other) ? one : other);
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

  /**
   * What a region has of the whole. The oldest message lies at home; a region that holds fewer
   * holds younger ones. What is sent tells only of home, which goes on as long as anything moves.
   */
  private Map<Quantity, Long> part(Map<Quantity, Long> whole, int region) {
    var total = whole.get(Quantity.UNDELIVERED);
    var share = Region.share(options.regions(), region, total);
    var age = whole.get(Quantity.OLDEST_AGE_SECONDS);
    return Map.of(
        Quantity.UNDELIVERED, share,
        Quantity.OLDEST_AGE_SECONDS, region == 0 || total == 0 ? age : age * share / total,
        Quantity.SENT, region == 0 ? whole.get(Quantity.SENT) : 0);
  }

  private static Map<Quantity, Long> values(TopicHub topic) {
    var totals = topic.totals();
    return Map.of(
        Quantity.PUBLISH_REQUESTS, totals.requests(),
        Quantity.PUBLISHED, totals.messages(),
        Quantity.PUBLISHED_BYTES, totals.bytes());
  }

  /** Whether a metric can be asked for: Google finds none of which there was never a sample. */
  synchronized boolean isKnown(Metric metric, Set<String> projects, Instant now) {
    return options.foundUnwritten()
        || projects.stream()
            .map(project -> new Known(metric.resource(), metric.isByRegion(), project))
            .map(known::get)
            .anyMatch(at -> at != null && !at.plus(metric.extraDelay()).isAfter(now));
  }

  /** What one metric says of some projects between two moments, as far as it is visible now. */
  synchronized List<Series> series(Metric metric, Set<String> projects, Window window) {
    var reader = new SeriesReader(metric, options, window);
    return logs.values().stream()
        .filter(log -> log.kind() == metric.resource() && projects.contains(log.project()))
        .filter(log -> log.isRegional() == metric.isByRegion())
        .flatMap(log -> reader.read(log).stream())
        .toList();
  }
}
