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
import java.util.Optional;

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
    var step = step();
    var steps = (int) Math.max(1, Math.round(hours * 3600 / step.toSeconds()));
    var trace = Trace.read(file, from, steps, new Times(step));
    return trace.workload(name(), step.toSeconds(), peak).atMost((int) Math.round(hours * 3600));
  }

  private String name() {
    return file.getFileName().toString().replaceFirst("\\.csv$", "");
  }

  private Duration step() {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("--trace: there is no file " + file + ".");
    }
    List<String> lines;
    try (var all = Files.lines(file)) {
      lines = all.filter(line -> !line.isBlank()).skip(1).limit(2).toList();
    } catch (IOException | UncheckedIOException e) {
      throw new UsageException("--trace: " + file + " can't be read as UTF-8 text.");
    }
    if (lines.size() < 2) {
      throw new UsageException("--trace: " + file + " has fewer than two lines after its header.");
    }
    var times = lines.stream().map(line -> time(line.split(",", 2)[0].replace("\"", ""))).toList();
    var step = Duration.between(times.get(0), times.get(1));
    if (step.toSeconds() <= 0) {
      throw new UsageException("--trace: the times in " + file + " do not ascend.");
    }
    if (step.compareTo(LONGEST_STEP) > 0) {
      throw new UsageException(
          "--trace: expected at most 240 hours between the first two lines of "
              + file
              + ", but found "
              + step.toHours()
              + ".");
    }
    return step;
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

  /** Places each row by its time. */
  private final class Times implements Trace.Steps {
    private final Duration step;
    private Optional<LocalDateTime> last = Optional.empty();

    Times(Duration step) {
      this.step = step;
    }

    @Override
    public long since(String cell, long line) {
      var time = time(cell);
      var passed = last.map(before -> Duration.between(before, time)).orElse(step);
      last = Optional.of(time);
      if (passed.isNegative() || passed.isZero() || passed.toSeconds() % step.toSeconds() != 0) {
        throw new UsageException(
            "--trace: line "
                + line
                + " of "
                + file
                + ": expected a time that is "
                + step.toSeconds()
                + " s after the line before, as in the first two lines, or a multiple of that, but"
                + " found "
                + passed.toSeconds()
                + " s.");
      }
      return passed.toSeconds() / step.toSeconds();
    }
  }
}
