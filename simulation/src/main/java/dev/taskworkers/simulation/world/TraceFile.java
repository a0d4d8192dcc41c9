// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.IntStream;

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
    var times = times();
    var step = step(times);
    var steps = (int) Math.max(1, Math.round(hours * 3600 / step));
    var trace = Trace.read(file, from, steps, row -> row == from ? 1 : distance(times, row) / step);
    return trace.workload(name(), step, peak).atMost((int) Math.round(hours * 3600));
  }

  private String name() {
    return file.getFileName().toString().replaceFirst("\\.csv$", "");
  }

  /** In seconds: the smallest distance of two lines, of which all others are multiples. */
  private long step(List<LocalDateTime> times) {
    if (times.size() < 2) {
      throw new UsageException("--trace: " + file + " has fewer than two lines after its header.");
    }
    var step =
        rows(times).mapToLong(row -> distance(times, row)).filter(each -> each > 0).min().orElse(1);
    rows(times)
        .filter(row -> distance(times, row) <= 0 || distance(times, row) % step != 0)
        .findFirst()
        .ifPresent(
            row -> {
              throw new UsageException(
                  "--trace: row "
                      + row
                      + " of "
                      + file
                      + ", counted from 0 after the header: expected a time that is "
                      + step
                      + " s after that of the row before, or a multiple of that, but found "
                      + distance(times, row)
                      + " s.");
            });
    if (step > LONGEST_STEP.toSeconds()) {
      throw new UsageException(
          "--trace: expected rows at most 240 hours apart in " + file + ", but all are farther.");
    }
    return step;
  }

  private static IntStream rows(List<LocalDateTime> times) {
    return IntStream.range(1, times.size());
  }

  private static long distance(List<LocalDateTime> times, int row) {
    return Duration.between(times.get(row - 1), times.get(row)).toSeconds();
  }

  private List<LocalDateTime> times() {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("--trace: there is no file " + file + ".");
    }
    try (var all = Files.lines(file)) {
      return all.filter(line -> !line.isBlank())
          .skip(1)
          .map(line -> time(line.split(",", 2)[0].replace("\"", "")))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new UsageException("--trace: " + file + " can't be read as UTF-8 text.");
    }
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
