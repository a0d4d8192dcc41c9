// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A jar without the native libraries of systems and processors other than this one's Linux. */
final class LinuxJar {
  private static final Map<String, String> OTHER_PROCESSOR =
      Map.of("amd64", "_aarch_64", "aarch64", "_x86_64");

  private static final Pattern FOREIGN =
      Pattern.compile(
          "META-INF/native/.*(\\.(dll|jnilib|dylib)|"
              + OTHER_PROCESSOR.getOrDefault(System.getProperty("os.arch"), "none")
              + "\\.so)");

  private LinuxJar() {}

  static void copy(Path jar, Path target) throws IOException {
    try (var from = new ZipFile(jar.toFile())) {
      if (from.stream().noneMatch(entry -> isForeign(entry))) {
        Files.copy(jar, target);
        return;
      }
      try (var to = new ZipOutputStream(Files.newOutputStream(target))) {
        for (var entry : from.stream().filter(entry -> !isForeign(entry)).toList()) {
          var copy = new ZipEntry(entry.getName());
          copy.setTime(entry.getTime());
          to.putNextEntry(copy);
          from.getInputStream(entry).transferTo(to);
          to.closeEntry();
        }
      }
    }
  }

  /** Whether it is such a library. */
  static boolean isForeign(ZipEntry entry) {
    return FOREIGN.matcher(entry.getName()).matches();
  }
}
