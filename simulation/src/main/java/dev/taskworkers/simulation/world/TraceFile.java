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

/**
 * A workload from a file with a header and lines of TIME,COUNT at a fixed step. TIME is like {@code
 * 2015-02-26 21:42:53}, ISO 8601, or in epoch seconds.
 */
public final class TraceFile {
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
    var step = stepSeconds();
    var trace = Trace.read(file, from, (int) Math.max(1, Math.round(hours * 3600 / step)));
    return trace.workload(name(), step, peak).atMost((int) Math.round(hours * 3600));
  }

  private String name() {
    return file.getFileName().toString().replaceFirst("\\.csv$", "");
  }

  private long stepSeconds() {
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
    var step = Duration.between(time(lines.get(0)), time(lines.get(1))).toSeconds();
    if (step <= 0) {
      throw new UsageException("--trace: the times in " + file + " do not ascend.");
    }
    return step;
  }

  private LocalDateTime time(String line) {
    var text = line.split(",", 2)[0].strip().replace("\"", "");
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
