// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The commands that run our main classes in processes of their own: small and quick to start rather
 * than fast for hours.
 */
final class Jvm {
  static final String CLASS_PATH = System.getProperty("java.class.path");

  private Jvm() {}

  /** {@code java … MAIN} with this process's class path and a heap of so many megabytes. */
  public static List<String> command(Class<?> main, int heapMegabytes) {
    return command(main, heapMegabytes, CLASS_PATH, List.of());
  }

  static List<String> command(
      Class<?> main, int heapMegabytes, String classPath, List<String> options) {
    var words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx" + heapMegabytes + "m"));
    words.addAll(options);
    words.addAll(List.of("-cp", classPath, main.getName()));
    return words;
  }
}
