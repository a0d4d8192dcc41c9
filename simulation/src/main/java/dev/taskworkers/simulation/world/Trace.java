// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Arrivals by time step: how many there were, in any unit; only their proportions matter. */
public record Trace(List<Double> values) {
  private static final long LARGEST_FILE_BYTES = 256L * 1024 * 1024;

  public Trace {
    values = List.copyOf(values);
  }

  /** A row of a file, and the line that it ends on. */
  record Row(String time, double value, long line) {}

  /**
   * Reads {@code rows} rows from row {@code from} on, counted from 0 after the header; fewer at the
   * end of the file.
   *
   * @param file CSV with a header, a time in the first column and a count in the second
   * @throws UsageException with the line and what is wrong there
   */
  public static Trace read(Path file, int from, int rows) {
    return of(
        file, rows(file, from, read -> read.size() == rows).stream().map(Row::value).toList());
  }

  /** A trace of values that were read from {@code file}. */
  static Trace of(Path file, List<Double> values) {
    if (values.stream().allMatch(value -> value == 0)) {
      throw new UsageException("--trace: there are no arrivals in these rows of " + file + ".");
    }
    return new Trace(values);
  }

  /**
   * Reads rows until {@code isEnough}, at least one.
   *
   * @throws UsageException as {@link #read}
   */
  static List<Row> rows(Path file, int from, Predicate<List<Row>> isEnough) {
    if (!Files.exists(file)) {
      throw new UsageException("--trace: there is no file " + file + ".");
    }
    // It is read more than once.
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          "--trace: " + file + " is not a regular file; write what it has into one.");
    }
    if (!Files.isReadable(file)) {
      throw new UsageException("--trace: you may not read " + file + ".");
    }
    try {
      if (Files.size(file) > LARGEST_FILE_BYTES) {
        throw new UsageException("--trace: " + file + " is larger than 256 MiB.");
      }
      try (var parser =
          CSVFormat.DEFAULT
              .builder()
              .setHeader()
              .setSkipHeaderRecord(true)
              .setIgnoreEmptyLines(true)
              .get()
              .parse(Files.newBufferedReader(file))) {
        requireHeader(file, parser.getHeaderNames());
        return rows(file, parser, from, isEnough);
      }
    } catch (MalformedInputException e) {
      throw new UsageException("--trace: " + file + " is not UTF-8 text.");
    } catch (UncheckedIOException e) {
      throw unreadable(file, e.getCause());
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e);
    }
  }

  private static List<Row> rows(
      Path file, CSVParser parser, int from, Predicate<List<Row>> isEnough) {
    var rows = new ArrayList<Row>();
    var row = 0;
    for (CSVRecord record : parser) {
      if (row++ >= from) {
        var line = parser.getCurrentLineNumber();
        rows.add(new Row(record.get(0), value(file, record, line), line));
        if (isEnough.test(rows)) {
          break;
        }
      }
    }
    if (row == 0) {
      throw new UsageException(
          "--trace: expected a header and lines of TIME,COUNT in "
              + file
              + ", but found no line after a header.");
    }
    if (rows.isEmpty()) {
      throw new UsageException(
          "--from " + from + ": " + file + " has only " + row + " rows after its header.");
    }
    return rows;
  }

  private static UsageException unreadable(Path file, Exception why) {
    return new UsageException("--trace: " + file + " can't be read as CSV: " + why.getMessage());
  }

  private static void requireHeader(Path file, List<String> first) {
    if (first.size() > 1 && first.get(1).strip().matches("[0-9]+(\\.[0-9]+)?")) {
      throw new UsageException(
          "--trace: expected names of columns in the first line of "
              + file
              + ", such as time,count, but found '"
              + String.join(",", first)
              + "'.");
    }
  }

  private static double value(Path file, CSVRecord record, long line) {
    if (record.size() < 2) {
      throw new UsageException(
          "--trace: line " + line + " of " + file + ": expected TIME,COUNT, but found one column.");
    }
    var text = record.get(1).strip();
    try {
      var value = Double.parseDouble(text);
      if (value >= 0 && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, with the line.
    }
    throw new UsageException(
        "--trace: line "
            + line
            + " of "
            + file
            + ": expected a count of 0 or more in the second column, but found '"
            + text
            + "'.");
  }

  /**
   * The built-in arrivals: quiet, a steady rate, two bursts, a slope down, quiet again; 120 steps
   * of parts of the peak.
   */
  public static Trace builtIn() {
    var values = new ArrayList<Double>();
    for (var step = 0; step < 120; step++) {
      values.add(shape(step));
    }
    return new Trace(values);
  }

  private static double shape(int step) {
    if (step < 5) {
      return 0;
    }
    var burst = (step >= 35 && step < 45) || (step >= 80 && step < 84);
    if (burst) {
      return 1;
    }
    return step < 90 ? 0.15 : Math.max(0, 0.15 * (110 - step) / 20.0);
  }

  /** Rows of {@code stepSeconds} each, the largest with {@code peak} tasks per second. */
  public Workload workload(String name, long stepSeconds, double peak) {
    var rates = ratesUpTo(peak);
    return Workload.of(
        name,
        (int) (rates.size() * stepSeconds),
        second -> rates.get((int) Math.min(rates.size() - 1, second / stepSeconds)));
  }

  /** Rates in tasks per second, of which the largest is {@code peak}. */
  public List<Double> ratesUpTo(double peak) {
    var largest = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
    return values.stream().map(value -> value * peak / largest).toList();
  }
}
