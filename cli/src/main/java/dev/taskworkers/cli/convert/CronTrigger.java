// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.taskworkers.protocol.GoDuration;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Reads a trigger of type cron: a start and an end become a start and a length. */
final class CronTrigger {
  private static final CronParser CRONTAB =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  /** Enough to see each weekday and the end of each month. */
  private static final int STARTS = 400;

  /** A year with a leap day is ahead of it; the length of a window must not depend on the year. */
  private static final ZonedDateTime FROM =
      ZonedDateTime.of(2027, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final Duration MOST = Duration.ofHours(168);

  /** An entry of {@code spec.scaling.schedule}. */
  record Window(String cron, String duration, String timeZone, int replicas) {}

  private CronTrigger() {}

  static Optional<Window> read(Fields trigger, Notes notes) {
    var metadata = trigger.object("metadata");
    var start = metadata.text("start").orElse("");
    var end = metadata.text("end").orElse("");
    var zone = metadata.text("timezone").orElse("UTC");
    var replicas = metadata.count("desiredReplicas");
    trigger.take("name");
    trigger.take("metricType");
    if (!isZone(zone)) {
      notes.leftOut(
          trigger.path(), "expected a time zone such as Europe/Berlin, but found '" + zone + "'");
      return Optional.empty();
    }
    var length = length(start, end);
    if (length.isEmpty() || replicas.isEmpty()) {
      notes.leftOut(
          trigger.path(),
          "spec.scaling.schedule has a start and a length of 1m to 168h, the same each time, and"
              + " that does not follow from start '"
              + start
              + "' and end '"
              + end
              + "'");
      return Optional.empty();
    }
    notes.mapped(
        trigger.path(), "spec.scaling.schedule, as the minimum number of pods in those hours");
    return Optional.of(
        new Window(
            start.strip().replaceAll("\\s+", " "),
            GoDuration.format(length.get()),
            zone,
            replicas.get()));
  }

  /** The time from each start to the end after it, if that is always the same. */
  private static Optional<Duration> length(String start, String end) {
    try {
      var starts = ExecutionTime.forCron(parse(start));
      var ends = ExecutionTime.forCron(parse(end));
      var length = Optional.<Duration>empty();
      var begun = starts.nextExecution(FROM);
      for (var i = 0; i < STARTS && begun.isPresent(); i++) {
        var at = begun.get();
        var found = ends.nextExecution(at).map(ended -> Duration.between(at, ended));
        if (found.isEmpty() || i > 0 && !found.equals(length)) {
          return Optional.empty();
        }
        length = found;
        begun = starts.nextExecution(at);
      }
      return length.filter(l -> l.compareTo(LEAST) >= 0 && l.compareTo(MOST) <= 0);
    } catch (IllegalArgumentException notCron) {
      return Optional.empty();
    }
  }

  private static Cron parse(String text) {
    return CRONTAB.parse(text.strip()).validate();
  }

  private static boolean isZone(String zone) {
    try {
      ZoneId.of(zone);
      return true;
    } catch (DateTimeException notZone) {
      return false;
    }
  }
}
