// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.runtime.UsageException.expect;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.taskworkers.crds.ScheduleSpec;
import dev.taskworkers.operator.scaling.input.Policy.Floor;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.runtime.UsageException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The times in which a pool has more pods than it needs. */
record Schedule(List<Entry> entries) {
  private static final CronParser CRONTAB =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private static final int MOST = 20;

  /** Enough for each minute of an hour by name. */
  private static final int LONGEST = 256;

  /** Whether a time comes at all is the same whenever one asks. */
  private static final ZonedDateTime ANY_TIME =
      ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  public Schedule {
    entries = List.copyOf(entries);
  }

  /** A time that comes again, as its author wrote it. */
  public record Entry(Cron cron, Duration duration, ZoneId zone, int minReplicas) {
    /**
     * Whether it has begun within its duration. Looked for forwards: that ends, where looking
     * backwards goes on for a hundred thousand steps.
     */
    private boolean covers(Instant now) {
      return ExecutionTime.forCron(cron)
          .nextExecution(now.minus(duration).atZone(zone))
          .filter(begun -> !begun.toInstant().isAfter(now))
          .isPresent();
    }
  }

  /**
   * The schedule of a spec.
   *
   * @throws UsageException when a time can't be understood
   */
  static Schedule of(List<ScheduleSpec> specs) {
    expect(
        specs.size() <= MOST,
        "spec.scaling.schedule: expected at most " + MOST + " entries, but found " + specs.size());
    var entries = new ArrayList<Entry>();
    for (var i = 0; i < specs.size(); i++) {
      var field = "spec.scaling.schedule[" + i + "]";
      var spec = specs.get(i);
      entries.add(
          new Entry(
              cron(spec.cron(), field),
              GoDuration.parse(String.valueOf(spec.duration()), field + ".duration"),
              zone(spec.timeZone(), field),
              spec.minReplicas()));
    }
    return new Schedule(entries);
  }

  /** The fewest pods at {@code now}: the usual ones, or those of the largest entry that holds. */
  Floor floor(Floor usual, Instant now) {
    return Stream.concat(
            Stream.of(usual),
            entries.stream()
                .filter(entry -> entry.covers(now))
                .map(entry -> new Floor(entry.minReplicas(), Optional.of(entry.cron().asString()))))
        .max(Comparator.comparingInt(Floor::replicas))
        .orElse(usual);
  }

  private static Cron cron(String text, String field) {
    var given = String.valueOf(text);
    expect(
        given.length() <= LONGEST,
        field
            + ".cron: expected at most "
            + LONGEST
            + " letters, but found "
            + given.length()
            + "; write steps and ranges such as */5 or 8-18");
    try {
      var cron = CRONTAB.parse(given).validate();
      expect(
          ExecutionTime.forCron(cron).nextExecution(ANY_TIME).isPresent(),
          field + ".cron: '" + given + "' never comes: no month that it names has such a day");
      return cron;
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          field
              + ".cron: expected five fields as in crontab, for example '0 8 * * 1-5', but found '"
              + text
              + "' ("
              + e.getMessage()
              + ").");
    }
  }

  private static ZoneId zone(String name, String field) {
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new UsageException(
          field
              + ".timeZone: expected a time zone such as Europe/Berlin, but found '"
              + name
              + "'.");
    }
  }
}
