package dev.taskworkers.operator.backlog;

import com.google.pubsub.v1.SubscriptionName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the backlog of all pools of a project in one question a minute, because Monitoring samples
 * once a minute. Ages are asked for every five minutes, and only where there is a backlog:
 * decisions don't need them.
 */
public final class CloudMonitoringBacklog implements BacklogSource {
  private static final Logger LOG = LoggerFactory.getLogger(CloudMonitoringBacklog.class);
  private static final Duration AGES_EVERY = Duration.ofMinutes(5);

  /** A subscription that nobody asked about for this long has no pool any more. */
  private static final Duration FORGET = Duration.ofMinutes(10);

  private final TimeSeriesReader reader;
  private final Map<SubscriptionName, SubscriptionSamples> known = new ConcurrentHashMap<>();
  private final Map<String, PollSchedule> schedules = new ConcurrentHashMap<>();
  private final Map<String, Instant> agesRead = new ConcurrentHashMap<>();

  public CloudMonitoringBacklog(TimeSeriesReader reader) {
    this.reader = reader;
  }

  @Override
  public KnownBacklog latest(SubscriptionName subscription, Instant now) {
    return known
        .compute(
            subscription,
            (name, samples) -> samples == null ? SubscriptionSamples.none(now) : samples.asked(now))
        .at(now);
  }

  /** Asks Monitoring about the projects that are due; called every few seconds, one at a time. */
  public void poll(Instant now) {
    known.values().removeIf(samples -> samples.asked().plus(FORGET).isBefore(now));
    var projects =
        known.keySet().stream().map(SubscriptionName::getProject).collect(Collectors.toSet());
    schedules.keySet().retainAll(projects);
    agesRead.keySet().retainAll(projects);
    projects.stream()
        .filter(project -> schedule(project).isDue(now, hasNew(project)))
        .forEach(project -> poll(project, now));
  }

  private PollSchedule schedule(String project) {
    return schedules.computeIfAbsent(project, name -> new PollSchedule());
  }

  /** A pool that has just been made does not wait for the next minute. */
  private boolean hasNew(String project) {
    return known.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey().getProject().equals(project)
                    && entry.getValue().samples().isEmpty()
                    && !entry.getValue().failed()
                    && !schedule(project).asked(entry.getKey()));
  }

  private void poll(String project, Instant now) {
    var names = names(project);
    var from = now.minus(SubscriptionSamples.WINDOW);
    try {
      var counts = reader.counts(project, names, from, now);
      for (var name : names) {
        var samples = counts.getOrDefault(name, Map.of());
        known.computeIfPresent(name, (n, before) -> before.afterAnswer(samples, now));
      }
      schedule(project).answered(names, now);
    } catch (TimeSeriesReader.Unanswered e) {
      if (schedule(project).failed(names, e.quota(), now)) {
        LOG.warn("Backlog of project {} is not known: {}", project, e.getMessage());
      }
      names.forEach(
          name -> known.computeIfPresent(name, (n, before) -> before.afterFailure(e.getMessage())));
      return;
    }
    readAges(project, from, now);
  }

  private void readAges(String project, Instant from, Instant now) {
    var due = agesRead.getOrDefault(project, Instant.MIN).plus(AGES_EVERY);
    var names = names(project).stream().filter(name -> known.get(name).hasBacklog()).toList();
    if (names.isEmpty() || now.isBefore(due)) {
      return;
    }
    agesRead.put(project, now);
    try {
      reader
          .ages(project, names, from, now)
          .forEach(
              (name, ages) -> known.computeIfPresent(name, (n, before) -> before.withAges(ages)));
    } catch (TimeSeriesReader.Unanswered e) {
      LOG.debug("Ages in project {} are not known: {}", project, e.getMessage());
    }
  }

  private List<SubscriptionName> names(String project) {
    return known.keySet().stream().filter(name -> name.getProject().equals(project)).toList();
  }
}
