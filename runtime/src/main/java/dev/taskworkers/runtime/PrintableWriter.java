// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** Writes to a terminal what is {@link Printable}; lines end as they do. */
public final class PrintableWriter extends Writer {
  private final Writer to;

  private PrintableWriter(Writer to) {
    this.to = to;
  }

  /** Such a writer before {@code to}, for everything that a process prints. */
  public static PrintWriter before(PrintWriter to) {
    return new PrintWriter(new PrintableWriter(to), true);
  }

  @Override
  public void write(char[] letters, int from, int length) throws IOException {
    var text = new String(letters, from, length);
    for (int begin = 0; begin < text.length(); ) {
      var end = text.indexOf('\n', begin);
      to.write(Printable.of(text.substring(begin, end < 0 ? text.length() : end)));
      if (end >= 0) {
        to.write('\n');
      }
      begin = end < 0 ? text.length() : end + 1;
    }
  }

  @Override
  public void flush() throws IOException {
    to.flush();
  }

  @Override
  public void close() throws IOException {
    to.close();
  }
}
