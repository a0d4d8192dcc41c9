// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

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
    if (count > 0 && !file.isEmpty()) {
      throw new UsageException("--count: give a number without a FILE, or a FILE alone.");
    }
  }

  /**
   * The lines, one by one; to be closed. One that can't be read is a {@link UsageException} or an
   * {@link UncheckedIOException} when it is its turn.
   *
   * @throws UsageException when there is no such file
   */
  @SuppressWarnings("StreamResourceLeak") // The caller closes it.
  public Stream<String> lines() throws IOException {
    if (count > 0) {
      return LongStream.rangeClosed(1, count).mapToObj(Long::toString);
    }
    if (file.isEmpty() || file.equals("-")) {
      return stream(new Lines(System.in, "standard input"));
    }
    var path = Path.of(file);
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new UsageException(
          "The file '" + file + "' can't be read. Give a file of lines, or -.");
    }
    var in = Files.newInputStream(path);
    return stream(new Lines(in, file)).onClose(() -> close(in));
  }

  private static Stream<String> stream(Lines lines) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(lines, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
