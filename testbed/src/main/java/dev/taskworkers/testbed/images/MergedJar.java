// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * One jar with what many hold. A JVM that looks for a service, or for a class that is not there,
 * opens every jar of its class path: a worker does so at each start, and sixty of them took it
 * almost a fifth of the start's processor time.
 *
 * <p>Of two classes of one name the first stays, as on a class path. Of other files of one name
 * each stays, the later ones in a folder that is named after their jar: licences are among them.
 */
final class MergedJar {
  private static final String SERVICES = "META-INF/services/";
  private static final String VERSIONS = "META-INF/versions/";

  /** Those of a single jar: its manifest, its signature, its index, its description as a module. */
  private static final Pattern OF_A_JAR =
      Pattern.compile(
          "META-INF/(MANIFEST\\.MF|INDEX\\.LIST|[^/]+\\.(SF|RSA|DSA|EC))"
              + "|(META-INF/versions/[0-9]+/)?module-info\\.class");

  /**
   * Each build of the same jars makes the same one. The first moment that a jar can tell means
   * "none" to the JDK, which then adds the time in the zone of the build to each entry: 115 KB that
   * every JVM with the jar on its class path keeps in its heap.
   */
  private static final LocalDateTime ALWAYS = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final ZipOutputStream out;
  private final Set<String> names = new HashSet<>();
  private final Map<String, StringBuilder> services = new TreeMap<>();

  private MergedJar(ZipOutputStream out) {
    this.out = out;
  }

  /**
   * Writes it.
   *
   * @param jars in the order in which a class path would name them
   */
  static void write(Collection<Path> jars, Path target) throws IOException {
    try (var out = new ZipOutputStream(Files.newOutputStream(target))) {
      var merged = new MergedJar(out);
      merged.manifest(version(jars));
      for (var jar : jars) {
        merged.add(jar);
      }
      merged.services();
    }
    // By which a JVM knows the jar that a cache of classes was made from.
    var newest = FileTime.fromMillis(0);
    for (var jar : jars) {
      newest = max(newest, Files.getLastModifiedTime(jar));
    }
    Files.setLastModifiedTime(target, newest);
  }

  private static FileTime max(FileTime one, FileTime other) {
    return Comparator.<FileTime>naturalOrder().compare(one, other) >= 0 ? one : other;
  }

  /** Which all of them have; a process of ours tells it. */
  private static Optional<String> version(Collection<Path> jars) throws IOException {
    var versions = new HashSet<String>();
    for (var jar : jars) {
      try (var from = new JarFile(jar.toFile(), false)) {
        var manifest = Optional.ofNullable(from.getManifest()).orElseGet(Manifest::new);
        versions.add(manifest.getMainAttributes().getValue(Name.IMPLEMENTATION_VERSION));
      }
    }
    return versions.size() == 1
        ? versions.stream().filter(Objects::nonNull).findFirst()
        : Optional.empty();
  }

  private void manifest(Optional<String> version) throws IOException {
    var manifest = new Manifest();
    var attributes = manifest.getMainAttributes();
    attributes.put(Name.MANIFEST_VERSION, "1.0");
    attributes.put(Name.MULTI_RELEASE, "true");
    version.ifPresent(each -> attributes.put(Name.IMPLEMENTATION_VERSION, each));
    begin(JarFile.MANIFEST_NAME);
    manifest.write(out);
    out.closeEntry();
  }

  private void add(Path jar) throws IOException {
    try (var from = new JarFile(jar.toFile(), false)) {
      for (var entry : from.stream().toList()) {
        var name = entry.getName();
        if (entry.isDirectory()
            || OF_A_JAR.matcher(name).matches()
            || LinuxJar.isForeign(entry)
            || name.startsWith(VERSIONS) && !from.isMultiRelease()) {
          continue;
        }
        try (var content = from.getInputStream(entry)) {
          add(jar, name, content);
        }
      }
    }
  }

  private void add(Path jar, String name, InputStream content) throws IOException {
    if (name.startsWith(SERVICES)) {
      services
          .computeIfAbsent(name, service -> new StringBuilder())
          .append(new String(content.readAllBytes(), StandardCharsets.UTF_8))
          .append('\n');
      return;
    }
    var place = names.contains(name) ? "META-INF/" + jar.getFileName() + "/" + name : name;
    if (place.equals(name) || !name.endsWith(".class")) {
      begin(place);
      content.transferTo(out);
      out.closeEntry();
    }
  }

  private void services() throws IOException {
    for (var service : services.entrySet()) {
      begin(service.getKey());
      out.write(service.getValue().toString().getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
  }

  private void begin(String name) throws IOException {
    names.add(name);
    var entry = new ZipEntry(name);
    entry.setTimeLocal(ALWAYS);
    out.putNextEntry(entry);
  }
}
