// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The stories of some worlds, for a process that tells them, too. */
final class Stories {
  private Stories() {}

  public static void main(String[] seeds) {
    var text = of(Arrays.stream(seeds).mapToLong(Long::parseLong).toArray());
    // Whatever the locale is.
    System.out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  static String of(long... seeds) {
    return Arrays.stream(seeds)
        .mapToObj(seed -> Worlds.tell(seed).text())
        .collect(Collectors.joining());
  }
}
