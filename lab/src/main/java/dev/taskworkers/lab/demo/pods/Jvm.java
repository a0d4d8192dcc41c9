package dev.taskworkers.lab.demo.pods;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that runs one of our main classes in a process of its own, with this class path. */
public final class Jvm {
  private Jvm() {}

  /** {@code java … MAIN}; small and quick to start rather than fast for hours. */
  public static List<String> command(Class<?> main, int heapMegabytes, String... options) {
    var words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx" + heapMegabytes + "m"));
    words.addAll(List.of(options));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return words;
  }
}
