// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Standard output that remembers why it could not be written to: a writer keeps that to itself. */
final class WatchedOutput extends FilterOutputStream {
  /** Whoever read has seen enough, as {@code head} has. */
  private static final String READER_LEFT = "Broken pipe";

  private Optional<String> problem = Optional.empty();

  WatchedOutput(OutputStream out) {
    super(out);
  }

  /** Why not all could be written; empty too where its reader has left. */
  Optional<String> problem() {
    return problem.filter(why -> !why.equals(READER_LEFT));
  }

  @Override
  public void write(int letter) throws IOException {
    write(new byte[] {(byte) letter}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      problem = problem.or(() -> Optional.of(String.valueOf(e.getMessage())));
      throw e;
    }
  }
}
