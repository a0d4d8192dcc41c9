// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MergedJarTest {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  @TempDir private Path folder;

  private Path jar(String name, Map<String, String> files) throws IOException {
    var jar = folder.resolve(name);
    try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (var file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return jar;
  }

  private Path merge(Path... jars) throws IOException {
    var merged = folder.resolve("merged.jar");
    MergedJar.write(List.of(jars), merged);
    return merged;
  }

  private static String read(Path jar, String name) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      var entry = file.getEntry(name);
      if (entry == null) {
        return "none";
      }
      try (InputStream content = file.getInputStream(entry)) {
        return new String(content.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  @Test
  void a_class_is_that_of_the_first_jar() throws IOException {
    var merged =
        merge(jar("a.jar", Map.of("p/C.class", "first")), jar("b.jar", Map.of("p/C.class", "2")));
    assertThat(read(merged, "p/C.class")).isEqualTo("first");
    assertThat(read(merged, "META-INF/b.jar/p/C.class")).isEqualTo("none");
  }

  @Test
  void services_of_all_jars_are_found_in_their_order() throws IOException {
    var service = "META-INF/services/S";
    var merged =
        merge(jar("a.jar", Map.of(service, "p.One")), jar("b.jar", Map.of(service, "p.Two\n")));
    assertThat(read(merged, service).lines().filter(line -> !line.isEmpty()))
        .containsExactly("p.One", "p.Two");
  }

  @Test
  void no_licence_is_lost() throws IOException {
    var merged =
        merge(
            jar("a.jar", Map.of("META-INF/LICENSE", "of a")),
            jar("b.jar", Map.of("META-INF/LICENSE", "of b")));
    assertThat(read(merged, "META-INF/LICENSE")).isEqualTo("of a");
    assertThat(read(merged, "META-INF/b.jar/META-INF/LICENSE")).isEqualTo("of b");
  }

  @Test
  void what_describes_one_jar_is_left_out() throws IOException {
    var merged =
        merge(
            jar(
                "a.jar",
                Map.of(
                    "META-INF/A.SF", "signed",
                    "META-INF/A.RSA", "signed",
                    "module-info.class", "module",
                    "META-INF/versions/9/module-info.class", "module",
                    "p/C.class", "class")));
    try (var file = new JarFile(merged.toFile())) {
      assertThat(file.stream().map(ZipEntry::getName)).containsExactly(MANIFEST, "p/C.class");
    }
  }

  @Test
  void classes_for_newer_JVMs_stay_those_of_jars_that_say_so() throws IOException {
    var newer = "META-INF/versions/11/p/C.class";
    var plain = jar("plain.jar", Map.of(newer, "never loaded"));
    var multi =
        jar(
            "multi.jar",
            Map.of(MANIFEST, "Manifest-Version: 1.0\nMulti-Release: true\n", newer, "11"));
    assertThat(read(merge(plain), newer)).isEqualTo("none");
    var merged = merge(multi);
    assertThat(read(merged, newer)).isEqualTo("11");
    try (var file = new JarFile(merged.toFile())) {
      assertThat(file.isMultiRelease()).isTrue();
    }
  }

  @Test
  void has_no_more_of_an_entry_than_its_name_and_a_time_that_is_the_same_in_every_zone()
      throws IOException {
    var merged = merge(jar("a.jar", Map.of("p/C.class", "class", "META-INF/services/S", "p.One")));
    try (var file = new JarFile(merged.toFile())) {
      assertThat(file.stream()).hasSize(3).allMatch(entry -> entry.getExtra() == null);
    }
  }

  @Test
  void says_the_version_that_all_jars_say() throws IOException {
    var one = jar("a.jar", Map.of(MANIFEST, "Manifest-Version: 1.0\nImplementation-Version: 1\n"));
    var same = jar("b.jar", Map.of(MANIFEST, "Manifest-Version: 1.0\nImplementation-Version: 1\n"));
    var other =
        jar("c.jar", Map.of(MANIFEST, "Manifest-Version: 1.0\nImplementation-Version: 2\n"));
    assertThat(version(merge(one, same))).isEqualTo("1");
    assertThat(version(merge(one, other))).isNull();
    assertThat(version(merge(one, jar("d.jar", Map.of("p/C.class", ""))))).isNull();
  }

  private static String version(Path jar) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      return manifest.getMainAttributes().getValue("Implementation-Version");
    }
  }

  @Test
  void is_the_same_whenever_it_is_made_and_as_new_as_the_newest() throws IOException {
    var old = jar("a.jar", Map.of("p/C.class", "class", "META-INF/services/S", "p.C"));
    var merged = merge(old);
    var before = Files.readAllBytes(merged);
    var later = Instant.parse("2030-01-01T00:00:00Z");
    Files.setLastModifiedTime(old, FileTime.from(later));
    assertThat(Files.readAllBytes(merge(old))).isEqualTo(before);
    assertThat(Files.getLastModifiedTime(merged).toInstant()).isEqualTo(later);
  }
}
