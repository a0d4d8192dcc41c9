package dev.taskworkers.e2e.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One of our images: a module of ours, packed. */
public enum Image {
  OPERATOR("dev.taskworkers.operator.Main"),
  WORKER("dev.taskworkers.worker.Main");

  /** That of the images. */
  static final int JAVA = 25;

  private static final int ASKS_FOR_MEMORY_ACCESS = 24;

  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:MaxRAMPercentage=50",
          "-XX:+ExitOnOutOfMemoryError",
          // It would write to /tmp.
          "-XX:-UsePerfData");

  private final String mainClass;

  Image(String mainClass) {
    this.mainClass = mainClass;
  }

  /** What its JVM of version {@code feature} is told. */
  public static List<String> flags(int feature) {
    var flags = new ArrayList<>(FLAGS);
    if (feature >= ASKS_FOR_MEMORY_ACCESS) {
      // Netty and protobuf use both, and the JVM would warn at each start.
      flags.add("--enable-native-access=ALL-UNNAMED");
      flags.add("--sun-misc-unsafe-memory-access=allow");
    }
    return flags;
  }

  /** Of the module, the Dockerfile and the repository. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String mainClass() {
    return mainClass;
  }
}
