// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Java on this machine that can run a worker.
 *
 * @param feature 17, 25 and so on
 * @param version in full, as in its release file
 */
public record Jdk(Path home, int feature, String version) {
  private static final int OLDEST = 17;

  /** From here on one option makes and reads a cache of loaded and linked classes (JEP 514). */
  private static final int AOT_CACHE = 25;

  private static final Path USUAL_FOLDER = Path.of("/usr/lib/jvm");
  private static final Pattern VERSION =
      Pattern.compile("(?m)^JAVA_VERSION=\"((?:1\\.)?([0-9]+)[^\"]*)\"");

  /** One of each feature version from 17, oldest first: this process's own, and the usual ones. */
  public static Collection<Jdk> find() throws IOException {
    var found = new TreeMap<Integer, Jdk>();
    of(Path.of(System.getProperty("java.home"))).ifPresent(jdk -> found.put(jdk.feature, jdk));
    if (Files.isDirectory(USUAL_FOLDER)) {
      try (Stream<Path> folders = Files.list(USUAL_FOLDER)) {
        for (var folder : folders.sorted().toList()) {
          of(folder).ifPresent(jdk -> found.putIfAbsent(jdk.feature, jdk));
        }
      }
    }
    return found.values();
  }

  static Optional<Jdk> of(Path home) throws IOException {
    var release = home.resolve("release");
    if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/java"))) {
      return Optional.empty();
    }
    var matcher = VERSION.matcher(Files.readString(release));
    if (!matcher.find()) {
      return Optional.empty();
    }
    var feature = Integer.parseInt(matcher.group(2));
    return feature < OLDEST
        ? Optional.empty()
        : Optional.of(new Jdk(home, feature, matcher.group(1)));
  }

  Path java() {
    return home.resolve("bin/java");
  }

  /** The option that makes a cache when the process ends. */
  String makes(Path cache) {
    return (feature >= AOT_CACHE ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + cache;
  }

  /** The option that starts with a cache. */
  String uses(Path cache) {
    return (feature >= AOT_CACHE ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache;
  }

  String suffix() {
    return feature >= AOT_CACHE ? "aot" : "jsa";
  }
}
