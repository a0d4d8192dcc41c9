// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import dev.taskworkers.runtime.Logs;
import dev.taskworkers.runtime.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what a task writes into the log, line by line under the task's id. Lines and the whole are
 * bounded; what is more is read and thrown away, so that a program never waits for us.
 */
final class OutputLog {
  private static final Logger log = LoggerFactory.getLogger(OutputLog.class);
  private static final Logger stderr =
      LoggerFactory.getLogger(OutputLog.class.getName() + Logs.STDERR);
  private static final int LINE_BYTES = 8 * 1024;
  private static final int TASK_BYTES = 1024 * 1024;

  /** What the log adds to each line, roughly: lines without a text fill it, too. */
  private static final int HEAD_BYTES = 100;

  private final String task;
  private int logged;
  private volatile boolean full;

  OutputLog(String task) {
    this.task = task;
  }

  /** Copies {@code stream} to its end, and its last bytes into {@code tail}. */
  void copy(InputStream stream, String name, Tail tail) {
    var line = new Line();
    var buffer = new byte[8192];
    try (stream) {
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        tail.add(buffer, read);
        if (!full) {
          split(buffer, read, line, name);
        }
      }
    } catch (IOException e) {
      log.debug("The {} of task {} ended early: {}", name, task, e.getMessage());
    }
    if (line.size > 0) {
      write(name, line);
    }
  }

  private void split(byte[] buffer, int length, Line line, String name) {
    int from = 0;
    for (int i = 0; i < length; i++) {
      if (buffer[i] == '\n') {
        line.add(buffer, from, i);
        write(name, line);
        from = i + 1;
      }
    }
    line.add(buffer, from, length);
  }

  private synchronized void write(String name, Line line) {
    if (!full) {
      logged += line.size + HEAD_BYTES;
      (name.equals("err") ? stderr : log).info("[{} {}] {}", task, name, line.text());
      if (logged >= TASK_BYTES) {
        full = true;
        log.warn("[{}] The task has filled 1 MiB of the log; the rest is not logged.", task);
      }
    }
    line.clear();
  }

  /** The beginning of a line. */
  private static final class Line {
    private byte[] bytes = new byte[256];
    private int size;
    private long left;

    void add(byte[] from, int begin, int end) {
      int added = Math.min(end - begin, LINE_BYTES - size);
      if (size + added > bytes.length) {
        bytes = Arrays.copyOf(bytes, LINE_BYTES);
      }
      System.arraycopy(from, begin, bytes, size, added);
      size += added;
      left += end - begin - added;
    }

    void clear() {
      size = 0;
      left = 0;
    }

    String text() {
      var beginning = Printable.of(new String(bytes, 0, size, StandardCharsets.UTF_8));
      return left == 0 ? beginning : beginning + " … (" + left + " more bytes)";
    }
  }
}
