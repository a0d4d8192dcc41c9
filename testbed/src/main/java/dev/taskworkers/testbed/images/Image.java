// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One of our images: a module of ours, packed. */
public enum Image {
  /**
   * Its heap stays near what it holds: memory is what limits how many pools it can follow. Outside
   * the heap it takes about 175 MiB, however many pools there are.
   */
  OPERATOR(
      "dev.taskworkers.operator.process.Main",
      "-XX:MaxRAMPercentage=28",
      "-XX:MinHeapFreeRatio=10",
      "-XX:MaxHeapFreeRatio=20",
      "-XX:-ShrinkHeapInSteps",
      "-XX:MaxNewSize=16m",
      "-XX:+UseStringDeduplication",
      // What the compiler took to warm up would stay.
      "-XX:TieredStopAtLevel=1",
      "-XX:TrimNativeHeapInterval=60000"),
  WORKER(
      "dev.taskworkers.worker.Main",
      "-XX:MaxRAMPercentage=60",
      // A start runs much that is not run much more often: compiling it would cost more.
      "-XX:CompileThresholdScaling=5");

  /**
   * What the JVM of a worker is told besides where no task is a class in it: programs and requests
   * take longer than the second compiler saves, little is called by reflection so often that it
   * pays to have code made for it, and little memory is taken.
   */
  public static final List<String> LIGHT =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-Djdk.reflect.useNativeAccessorOnly=true",
          // All of it is in use soon after a start, whatever a start leaves behind; it grows.
          "-XX:NewSize=1m",
          // Room for the strings and names of a large application; those of the cache of classes
          // are in the cache. Both tables grow.
          "-XX:StringTableSize=2048",
          "-XX:+UnlockExperimentalVMOptions",
          "-XX:SymbolTableSize=2048");

  /** That of the images. */
  static final int JAVA = 25;

  private static final int ASKS_FOR_MEMORY_ACCESS = 24;
  private static final int HAS_COMPACT_HEADERS = 25;
  private static final int HAS_AOT_CACHE = 25;

  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+ExitOnOutOfMemoryError",
          // It would write to /tmp.
          "-XX:-UsePerfData");

  private final String mainClass;
  private final List<String> heap;

  Image(String mainClass, String... heap) {
    this.mainClass = mainClass;
    this.heap = List.of(heap);
  }

  /** What its JVM of version {@code feature} is told. */
  public List<String> flags(int feature) {
    var flags = new ArrayList<>(FLAGS);
    flags.addAll(heap);
    if (this == OPERATOR && feature >= HAS_COMPACT_HEADERS) {
      flags.add("-XX:+UseCompactObjectHeaders");
    }
    if (this == WORKER && feature >= HAS_AOT_CACHE) {
      // What the compiler took for a start would stay.
      flags.add("-XX:TrimNativeHeapInterval=60000");
      flags.add("-XX:+UnlockDiagnosticVMOptions");
      // Moved to another address, most pages of the cache would be written to at each start, and
      // no two workers of a node could share them.
      flags.add("-XX:ArchiveRelocationMode=0");
      // The one task of the image's build is no example of what is to be compiled.
      flags.add("-XX:-AOTReplayTraining");
    }
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
