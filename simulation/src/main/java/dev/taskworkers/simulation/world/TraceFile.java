// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.simulation.world.Trace.Row;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A workload from a file with a header and lines of TIME,COUNT at a fixed step. TIME is like {@code
 * 2015-02-26 21:42:53}, ISO 8601, or in epoch seconds. A step without a line has no tasks: exports
 * leave out what is empty.
 */
public final class TraceFile {
  private static final Duration LONGEST_STEP = Duration.ofHours(240);

  private final Path file;

  public TraceFile(Path file) {
    this.file = file;
  }

  /**
   * The tasks of {@code hours} from row {@code from} on, so many that the largest row has {@code
   * peak} per second.
   *
   * @throws UsageException with what is wrong in the file
   */
  public Workload read(int from, double hours, double peak) {
    var seconds = Math.round(hours * 3600);
    var rows =
        Trace.rows(
            file,
            from,
            read -> read.size() > 1 && between(read.get(0), read.get(read.size() - 1)) >= seconds);
    var step = step(rows);
    var steps = (int) Math.max(1, Math.round((double) seconds / step));
    var trace = Trace.of(file, values(rows, step, steps));
    return trace.workload(name(), step, peak).atMost((int) seconds);
  }

  private List<Double> values(List<Row> rows, long step, int most) {
    var values = new ArrayList<>(Collections.nCopies(most, 0.0));
    var begun = 0;
    for (var row : rows) {
      var at = between(rows.get(0), row) / step;
      if (at < most) {
        values.set((int) at, row.value());
      }
      begun = (int) Math.min(at + 1, most);
    }
    return values.subList(0, begun);
  }

  private String name() {
    return file.getFileName().toString().replaceFirst("\\.csv$", "");
  }

  /**
   * In seconds: the distance that most rows have from the one before, or else the smallest, of
   * which every other is a multiple.
   */
  private long step(List<Row> played) {
    var rows = played.size() > 1 ? played : Trace.rows(file, 0, read -> read.size() == 2);
    if (rows.size() < 2) {
      throw new UsageException("--trace: " + file + " has fewer than two lines after its header.");
    }
    var distances =
        IntStream.range(1, rows.size())
            .mapToObj(row -> between(rows.get(row - 1), rows.get(row)))
            .toList();
    var numbers =
        distances.stream()
            .filter(distance -> distance > 0)
            .collect(groupingBy(distance -> distance, TreeMap::new, counting()));
    if (numbers.isEmpty()) {
      throw new UsageException("--trace: the times in " + file + " do not ascend.");
    }
    var usual =
        numbers.entrySet().stream()
            .max(Map.Entry.<Long, Long>comparingByValue().thenComparing(reversedByKey()))
            .orElseThrow()
            .getKey();
    var step =
        Stream.of(usual, numbers.firstKey())
            .filter(one -> distances.stream().allMatch(each -> each > 0 && each % one == 0))
            .findFirst()
            .orElseThrow(() -> irregular(rows, distances, usual));
    if (step > LONGEST_STEP.toSeconds()) {
      throw new UsageException(
          "--trace: expected lines at most 240 hours apart in " + file + ", but all are farther.");
    }
    return step;
  }

  private static Comparator<Map.Entry<Long, Long>> reversedByKey() {
    return Map.Entry.<Long, Long>comparingByKey().reversed();
  }

  private UsageException irregular(List<Row> rows, List<Long> distances, long step) {
    var first =
        IntStream.range(0, distances.size())
            .filter(one -> distances.get(one) <= 0 || distances.get(one) % step != 0)
            .findFirst()
            .orElseThrow();
    return new UsageException(
        "--trace: line "
            + rows.get(first + 1).line()
            + " of "
            + file
            + ": expected a time that is "
            + step
            + " s after the line before, as of most lines, or a multiple of that, but found "
            + distances.get(first)
            + " s.");
  }

  private long between(Row from, Row to) {
    return Duration.between(time(from.time()), time(to.time())).toSeconds();
  }

  private LocalDateTime time(String cell) {
    var text = cell.strip();
    try {
      return text.matches("[0-9]{1,12}(\\.[0-9]+)?")
          ? LocalDateTime.ofEpochSecond((long) Double.parseDouble(text), 0, ZoneOffset.UTC)
          : text.matches(".*(Z|[+-][0-9]{2}:?[0-9]{2})$") && text.contains("T")
              ? OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
              : LocalDateTime.parse(text.replace(' ', 'T'));
    } catch (DateTimeParseException e) {
      throw new UsageException(
          "--trace: expected a time such as 2015-02-26 21:42:53 in the first column of "
              + file
              + ", but found '"
              + text
              + "'.");
    }
  }
}
