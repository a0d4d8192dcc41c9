// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import dev.taskworkers.worker.api.Payload;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the payload to a program, which need not read it. */
final class Input {
  private static final Logger log = LoggerFactory.getLogger(Input.class);

  /** What a pipe takes while nobody reads, however little the system grants it. */
  static final int FITS = 4096;

  private Input() {}

  static void feed(Process process, Payload payload) {
    try (var stdin = process.getOutputStream()) {
      payload.writeTo(stdin);
    } catch (IOException e) {
      log.debug("Process {} did not read all of its input: {}", process.pid(), e.getMessage());
    }
  }
}
