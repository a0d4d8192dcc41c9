// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The memory that this process takes from its machine, as Linux tells it. */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+([0-9]+) kB$");

  private ResidentMemory() {}

  /** In MiB; empty where the system does not tell. */
  public static OptionalLong mib() {
    try {
      var resident = RESIDENT.matcher(Files.readString(STATUS, StandardCharsets.ISO_8859_1));
      return resident.find()
          ? OptionalLong.of(Long.parseLong(resident.group(1)) / 1024)
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
