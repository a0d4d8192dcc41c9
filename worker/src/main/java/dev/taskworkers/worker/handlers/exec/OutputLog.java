package dev.taskworkers.worker.handlers.exec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what a task writes into the log, line by line under the task's id. Lines and the whole are
 * bounded; what is more is read and thrown away, so that a program never waits for us.
 */
final class OutputLog {
  private static final Logger log = LoggerFactory.getLogger(OutputLog.class);
  private static final int LINE_BYTES = 8 * 1024;
  private static final int TASK_BYTES = 1024 * 1024;

  private final String task;
  private int logged;

  OutputLog(String task) {
    this.task = task;
  }

  /** Copies {@code stream} to its end, and its last bytes into {@code tail}. */
  void copy(InputStream stream, String name, Tail tail) {
    var line = new ByteArrayOutputStream();
    var buffer = new byte[8192];
    try (stream) {
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        tail.add(buffer, read);
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\n') {
            write(name, line);
          } else if (line.size() < LINE_BYTES) {
            line.write(buffer[i]);
          }
        }
      }
    } catch (IOException e) {
      log.debug("The {} of task {} ended early: {}", name, task, e.getMessage());
    }
    if (line.size() > 0) {
      write(name, line);
    }
  }

  private synchronized void write(String name, ByteArrayOutputStream line) {
    if (logged < TASK_BYTES) {
      logged += line.size() + 1;
      log.info("[{} {}] {}", task, name, escape(line.toString(StandardCharsets.UTF_8)));
      if (logged >= TASK_BYTES) {
        log.warn("[{}] The task wrote more than 1 MiB; the rest is not logged.", task);
      }
    }
    line.reset();
  }

  /** What could drive a terminal is shown as {@code \\u001b}. */
  private static String escape(String line) {
    var safe = new StringBuilder(line.length());
    line.chars()
        .forEach(
            each -> {
              if (Character.isISOControl(each) && each != '\t') {
                safe.append(String.format("\\u%04x", each));
              } else {
                safe.append((char) each);
              }
            });
    return safe.toString();
  }
}
