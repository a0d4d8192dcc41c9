// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import dev.taskworkers.cli.options.Utf8;
import dev.taskworkers.runtime.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Reads lines one by one, so that all before one that can't be read are handed out. What can't be
 * read is a {@link UsageException} or an {@link UncheckedIOException}, which name the line.
 */
final class Lines implements Iterator<String> {
  /** In JSON each byte of a task may be written with six. */
  private static final int LONGEST = 64 * 1024 * 1024;

  private final byte[] buffer = new byte[64 * 1024];
  private final InputStream in;
  private final String name;
  private long number = 1;
  private int from;
  private int to;
  private boolean over;
  private boolean afterReturn;

  /**
   * @param in stays the caller's
   * @param name of the input, which begins what is said of a line
   */
  Lines(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  @Override
  public boolean hasNext() {
    if (afterReturn && fill() && buffer[from] == '\n') {
      from++;
    }
    afterReturn = false;
    return fill();
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    var line = new ByteArrayOutputStream();
    for (var ended = false; !ended && fill(); ) {
      var end = from;
      while (end < to && buffer[end] != '\n' && buffer[end] != '\r') {
        end++;
      }
      if (line.size() + end - from > LONGEST) {
        throw new UsageException(
            where()
                + " is longer than 64 MiB. Expected one task or record in a line, and a task has at"
                + " most 10 MB.");
      }
      line.write(buffer, from, end - from);
      ended = end < to;
      afterReturn = ended && buffer[end] == '\r';
      from = ended ? end + 1 : end;
    }
    var text = Utf8.text(line.toByteArray(), where());
    // Programs of Windows begin a file with a mark that is none of its text.
    var isMarked = number == 1 && text.startsWith("\uFEFF");
    number++;
    return isMarked ? text.substring(1) : text;
  }

  /** Whether there is a byte to be looked at. */
  private boolean fill() {
    if (from == to && !over) {
      try {
        from = 0;
        to = Math.max(0, in.read(buffer));
        over = to == 0;
      } catch (IOException e) {
        over = true;
        throw new UncheckedIOException(where() + " can't be read (" + e.getMessage() + ").", e);
      }
    }
    return from < to;
  }

  private String where() {
    return name + ", line " + number;
  }
}
