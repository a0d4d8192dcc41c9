package dev.taskworkers.cli.dispatch;

import dev.taskworkers.runtime.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Where the lines come from.
 *
 * @param file a path; - or empty: standard input
 * @param count when positive, the numbers from 1 to it instead of a file
 */
public record Input(String file, long count) {
  /**
   * @throws UsageException when both a file and a count are given
   */
  public Input {
    if (count < 0 || (count > 0 && !file.isEmpty())) {
      throw new UsageException("--count: give a positive number without a FILE, or a FILE alone.");
    }
  }

  /**
   * The lines, one by one; to be closed.
   *
   * @throws UsageException when there is no such file
   */
  @SuppressWarnings("StreamResourceLeak") // The caller closes it.
  public Stream<String> lines() throws IOException {
    if (count > 0) {
      return LongStream.rangeClosed(1, count).mapToObj(Long::toString);
    }
    if (file.isEmpty() || file.equals("-")) {
      return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).lines();
    }
    var path = Path.of(file);
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new UsageException(
          "The file '" + file + "' can't be read. Give a file of lines, or -.");
    }
    return Files.lines(path);
  }
}
