// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process has taken of the processors.
 *
 * @param programs those that it has started and that have ended, with theirs
 */
record ProcessorTime(Duration own, Duration programs) {
  static final ProcessorTime NONE = new ProcessorTime(Duration.ZERO, Duration.ZERO);

  /** Linux tells it to programs in these units, whatever it counts in. */
  private static final Duration TICK = Duration.ofMillis(10);

  /** Of the fields behind the name of the program. */
  private static final int PROGRAMS_USER = 13;

  private static final int PROGRAMS_SYSTEM = 14;

  static ProcessorTime of(Process process) {
    var own =
        process
            .info()
            .totalCpuDuration()
            .orElseThrow(() -> new IllegalStateException("Process " + process.pid() + " ended."));
    return new ProcessorTime(own, programs(Path.of("/proc", process.pid() + "", "stat")));
  }

  /** None where no such file tells it. */
  private static Duration programs(Path stat) {
    try {
      var text = Files.readString(stat, StandardCharsets.ISO_8859_1);
      var fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      return TICK.multipliedBy(
          Long.parseLong(fields[PROGRAMS_USER]) + Long.parseLong(fields[PROGRAMS_SYSTEM]));
    } catch (IOException e) {
      return Duration.ZERO;
    }
  }

  ProcessorTime plus(ProcessorTime other) {
    return new ProcessorTime(own.plus(other.own), programs.plus(other.programs));
  }

  ProcessorTime minus(ProcessorTime other) {
    return new ProcessorTime(own.minus(other.own), programs.minus(other.programs));
  }
}
