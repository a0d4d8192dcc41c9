// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.signals.backlog.TimeSeriesReader.MonitoringUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the backlog of all pools of a project in one question a minute, because Monitoring samples
 * once a minute. Ages are asked for every five minutes, and only where there is a backlog:
 * decisions don't need them. What was acknowledged is asked for only where nothing else tells how
 * long tasks take.
 */
public final class CloudMonitoringBacklog implements BacklogSource {
  private static final Logger LOG = LoggerFactory.getLogger(CloudMonitoringBacklog.class);
  private static final Duration AGES_EVERY = Duration.ofMinutes(5);

  /** A pool says so at each of its ticks. */
  private static final Duration WANTED = Duration.ofSeconds(60);

  /** After so many questions in vain the others of a project wait for the next time. */
  private static final int IN_VAIN = 2;

  private static final Map<SubscriptionName, RegionalPoints> NO_POINTS = Map.of();

  private final SubscriptionMetrics reader;
  private final Executor sound;
  private final Executor doubtful;
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final AtomicLong questions = new AtomicLong();
  private final Map<SubscriptionName, Watch> watches = new ConcurrentHashMap<>();
  private final Map<String, PollSchedule> schedules = new ConcurrentHashMap<>();
  private final Map<String, Instant> agesRead = new ConcurrentHashMap<>();

  /** One about a project that has not failed comes before those about all that have. */
  private record Question(boolean hasFailed, long number, Runnable asks)
      implements Runnable, Comparable<Question> {
    private static final Comparator<Question> ORDER =
        Comparator.comparing(Question::hasFailed).thenComparing(Question::number);

    @Override
    public void run() {
      asks.run();
    }

    @Override
    public int compareTo(Question other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * @param sound asks about projects that answered the last time
   * @param doubtful asks about the others, so that what can't be reached holds up nothing else; has
   *     what it is given wait in its natural order, so that new ones come first
   */
  public CloudMonitoringBacklog(SubscriptionMetrics reader, Executor sound, Executor doubtful) {
    this.reader = reader;
    this.sound = sound;
    this.doubtful = doubtful;
  }

  /**
   * One watch at a time has a subscription's samples: another one that begins takes its place, and
   * begins without.
   */
  @Override
  public BacklogWatch watch(ResourceName subscription) {
    var name = SubscriptionName.of(subscription.project(), subscription.id());
    var watch = new Watch(name);
    watches.put(name, watch);
    return watch;
  }

  private final class Watch implements BacklogWatch {
    private final SubscriptionName subscription;
    private final AtomicReference<SubscriptionSamples> samples =
        new AtomicReference<>(SubscriptionSamples.none());

    private volatile Instant wantedAcknowledged = Instant.MIN;

    Watch(SubscriptionName subscription) {
      this.subscription = subscription;
    }

    void become(UnaryOperator<SubscriptionSamples> next) {
      samples.updateAndGet(next);
    }

    SubscriptionSamples samples() {
      return samples.get();
    }

    @Override
    public KnownBacklog latest(Instant now) {
      return samples().at(now);
    }

    @Override
    public void wantAcknowledged(Instant now) {
      wantedAcknowledged = now;
    }

    /** Monitoring shows what ended minutes after the end, when there may be no backlog any more. */
    boolean wantsAcknowledged(Instant now) {
      return wantedAcknowledged.isAfter(now.minus(WANTED)) && samples().hadBacklog();
    }

    @Override
    public void close() {
      watches.remove(subscription, this);
    }
  }

  /** By project, each with all of its subscriptions. */
  @Override
  public void poll(Instant now) {
    var projects = new HashSet<String>();
    for (var name : watches.keySet()) {
      projects.add(name.getProject());
    }
    schedules.keySet().retainAll(projects);
    agesRead.keySet().retainAll(projects);
    projects.stream()
        .filter(project -> schedule(project).isDue(now, hasNew(project)))
        .filter(underWay::add)
        .forEach(project -> begin(project, now));
  }

  private void begin(String project, Instant now) {
    try {
      var hasFailed = schedule(project).isFailing();
      executor(project)
          .execute(new Question(hasFailed, questions.incrementAndGet(), () -> poll(project, now)));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // There is no thread to be had: another project may have one that waits already.
      underWay.remove(project);
      LOG.warn("the backlog of project {} could not be asked for and will be again", project, e);
    }
  }

  private Executor executor(String project) {
    return schedule(project).isSound() ? sound : doubtful;
  }

  private PollSchedule schedule(String project) {
    return schedules.computeIfAbsent(project, name -> new PollSchedule());
  }

  /** A pool that has just been made does not wait for the next minute. */
  private boolean hasNew(String project) {
    return watches.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey().getProject().equals(project) && entry.getValue().samples().isNew());
  }

  private void poll(String project, Instant now) {
    try {
      var from = now.minus(SubscriptionSamples.WINDOW);
      if (readCounts(project, from, now)) {
        readAges(project, from, now);
        readAcknowledged(project, from, now);
      }
    } finally {
      underWay.remove(project);
    }
  }

  /** Returns whether all is known. What one question does not tell may be told by another. */
  private boolean readCounts(String project, Instant from, Instant now) {
    var names = names(project);
    var problems = new ArrayList<MonitoringUnavailableException>();
    for (var part : TimeSeriesQuery.parts(names)) {
      if (problems.size() < IN_VAIN
          && problems.stream().noneMatch(MonitoringUnavailableException::quota)) {
        readCounts(project, part, from, now).ifPresent(problems::add);
      } else {
        failed(part, problems.get(problems.size() - 1));
      }
    }
    if (problems.isEmpty()) {
      schedule(project).answered(now);
    } else if (schedule(project)
        .failed(problems.stream().anyMatch(MonitoringUnavailableException::quota), now)) {
      LOG.warn(
          "the operator does not know the backlog of project {}: {}",
          project,
          problems.get(0).getMessage());
    }
    return problems.isEmpty();
  }

  private Optional<MonitoringUnavailableException> readCounts(
      String project, List<SubscriptionName> part, Instant from, Instant now) {
    try {
      var counts = reader.counts(project, part, from, now);
      var patchy =
          part.stream().filter(name -> missesRegion(name, points(counts, name), now)).toList();
      var totals = totals(project, patchy, from, now);
      for (var name : part) {
        become(
            name, samples -> samples.afterAnswer(points(counts, name), points(totals, name), now));
      }
      return Optional.empty();
    } catch (MonitoringUnavailableException e) {
      failed(part, e);
      return Optional.of(e);
    }
  }

  /** Without an answer they are missing, as the region is; what was counted still counts. */
  private Map<SubscriptionName, RegionalPoints> totals(
      String project, List<SubscriptionName> patchy, Instant from, Instant now) {
    try {
      return patchy.isEmpty() ? NO_POINTS : reader.totals(project, patchy, from, now);
    } catch (MonitoringUnavailableException e) {
      LOG.debug("what {} hold in all regions is not known", patchy, e);
      return NO_POINTS;
    }
  }

  private static RegionalPoints points(
      Map<SubscriptionName, RegionalPoints> answer, SubscriptionName name) {
    return answer.getOrDefault(name, new RegionalPoints());
  }

  private boolean missesRegion(SubscriptionName name, RegionalPoints answer, Instant now) {
    return Optional.ofNullable(watches.get(name))
        .filter(watch -> watch.samples().missesRegion(answer, now))
        .isPresent();
  }

  private void failed(List<SubscriptionName> part, MonitoringUnavailableException why) {
    part.forEach(name -> become(name, samples -> samples.afterFailure(why.getMessage())));
  }

  /** Nothing, where nobody watches any more. */
  private void become(SubscriptionName name, UnaryOperator<SubscriptionSamples> next) {
    Optional.ofNullable(watches.get(name)).ifPresent(watch -> watch.become(next));
  }

  private void readAges(String project, Instant from, Instant now) {
    var last = agesRead.getOrDefault(project, Instant.MIN);
    var names = names(project, watch -> watch.samples().hasBacklog());
    if (names.isEmpty() || !now.isBefore(last) && now.isBefore(last.plus(AGES_EVERY))) {
      return;
    }
    agesRead.put(project, now);
    try {
      reader
          .ages(project, names, from, now)
          .forEach((name, ages) -> become(name, samples -> samples.withAges(ages)));
    } catch (MonitoringUnavailableException e) {
      LOG.debug("Ages in project {} are not known: {}", project, e.getMessage());
    }
  }

  private void readAcknowledged(String project, Instant from, Instant now) {
    var names = names(project, watch -> watch.wantsAcknowledged(now));
    if (names.isEmpty()) {
      return;
    }
    try {
      reader
          .acknowledged(project, names, from, now)
          .forEach((name, all) -> become(name, samples -> samples.withAcknowledged(all)));
    } catch (MonitoringUnavailableException e) {
      LOG.debug("What ended in project {} is not known: {}", project, e.getMessage());
    }
  }

  private List<SubscriptionName> names(String project) {
    return names(project, any -> true);
  }

  private List<SubscriptionName> names(String project, Predicate<Watch> which) {
    return watches.entrySet().stream()
        .filter(entry -> entry.getKey().getProject().equals(project))
        .filter(entry -> which.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
