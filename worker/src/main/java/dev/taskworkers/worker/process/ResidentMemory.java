// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The memory that a process takes from its machine, as Linux tells it. */
public final class ResidentMemory {
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+([0-9]+) kB$");

  private ResidentMemory() {}

  /** That of this process in MiB; empty where the system does not tell. */
  public static OptionalLong mib() {
    var kib = kib("self");
    return kib.isPresent() ? OptionalLong.of(kib.getAsLong() / 1024) : kib;
  }

  /**
   * In KiB; empty where the system does not tell, or has no such process.
   *
   * @param process the id of a process, or {@code self}
   */
  public static OptionalLong kib(String process) {
    try {
      var status = Path.of("/proc", process, "status");
      var resident = RESIDENT.matcher(Files.readString(status, StandardCharsets.ISO_8859_1));
      return resident.find()
          ? OptionalLong.of(Long.parseLong(resident.group(1)))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
