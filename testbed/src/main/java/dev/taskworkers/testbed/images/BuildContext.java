// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import dev.taskworkers.testbed.CommandFailure;
import dev.taskworkers.testbed.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder that an image is built from: {@code lib} holds others' jars, which seldom change, and
 * {@code app} ours with the JVM's arguments. A worker, which starts often, has one jar in each.
 */
public final class BuildContext {
  private static final String OURS = "taskworkers-";

  /** What is in an image beside jars. */
  private static final String SYSTEM =
      """

      The image also has a Java runtime of OpenJDK (GPL-2.0-with-classpath-exception; its texts are in
      /opt/taskworkers/jre/legal) and the libraries of the system that it needs, among them the GNU C
      Library (LGPL-2.1-or-later); /var/lib/dpkg/status.d names the packages that they are from, and
      /usr/share/doc has the licences of each. In the worker's image, /opt/taskworkers/init holds parts
      of the C library that it was linked with, musl (MIT) or else GNU.
      """;

  private BuildContext() {}

  /** Fills {@code target} from the built modules below {@code repository}. */
  public static void fill(Image image, Path repository, Path target) {
    var module = repository.resolve(image.word()).resolve("target");
    try {
      clear(target);
      var lib = Files.createDirectories(target.resolve("lib"));
      var app = Files.createDirectories(target.resolve("app"));
      var all =
          Stream.concat(
                  jars(module.resolve("lib")).stream(),
                  jars(module).stream().filter(BuildContext::isOurs))
              .toList();
      if (image == Image.WORKER) {
        merge(all, app, lib);
      } else {
        copy(all, app, lib);
      }
      var classPath = classPath(lib, app);
      if (image == Image.WORKER) {
        Files.copy(repository.resolve("images/init.c"), target.resolve("init.c"));
        write(app, "classes.args", List.of("-cp", classPath + ":/app/*"));
        write(app, "light.args", Image.LIGHT, List.of("-cp", classPath));
        write(
            app,
            "java.args",
            image.flags(Image.JAVA),
            List.of("-Dtaskworkers.init=/opt/taskworkers/init", image.mainClass()));
      } else {
        write(
            app,
            "java.args",
            image.flags(Image.JAVA),
            List.of("-cp", classPath, image.mainClass()));
      }
      for (var terms : List.of("LICENSE", "NOTICE")) {
        Files.copy(repository.resolve(terms), app.resolve(terms));
      }
      var sbom = module.resolve("sbom.json");
      if (Files.exists(sbom)) {
        Sbom.write(sbom, all, app.resolve("sbom.json"));
        Files.writeString(
            app.resolve("THIRD-PARTY.txt"), ThirdParty.list(app.resolve("sbom.json")) + SYSTEM);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes two of a worker's jars, one of ours and one of others'.
   *
   * @return the order in which a class path has them
   */
  public static List<Path> merge(List<Path> jars, Path app, Path lib) throws IOException {
    var ours = app.resolve("taskworkers.jar");
    var others = lib.resolve("libraries.jar");
    MergedJar.write(jars.stream().filter(BuildContext::isOurs).toList(), ours);
    MergedJar.write(jars.stream().filter(jar -> !isOurs(jar)).toList(), others);
    return List.of(ours, others);
  }

  /** Every jar by its name, as the archive of classes wants; those of /app may follow. */
  private static String classPath(Path lib, Path app) throws IOException {
    var classPath = new ArrayList<String>();
    jars(app).forEach(jar -> classPath.add("/opt/taskworkers/app/" + jar.getFileName()));
    jars(lib).forEach(jar -> classPath.add("/opt/taskworkers/lib/" + jar.getFileName()));
    return String.join(":", classPath);
  }

  /** A file of arguments for the JVM, one in each line. */
  @SafeVarargs
  private static void write(Path app, String name, List<String>... arguments) throws IOException {
    Files.write(app.resolve(name), Stream.of(arguments).flatMap(List::stream).toList());
  }

  private static boolean isOurs(Path jar) {
    return jar.getFileName().toString().startsWith(OURS);
  }

  private static List<Path> jars(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new CommandFailure(
          "There is nothing built in " + folder + "; run 'mvn -DskipTests package' first.");
    }
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted()
          .collect(Collectors.toList());
    }
  }

  /** With their times, by which the JVM knows the jars that an archive of classes was made from. */
  private static void copy(List<Path> jars, Path app, Path lib) throws IOException {
    for (var jar : jars) {
      var target = (isOurs(jar) ? app : lib).resolve(jar.getFileName());
      LinuxJar.copy(jar, target);
      Files.setLastModifiedTime(target, Files.getLastModifiedTime(jar));
    }
  }

  private static void clear(Path folder) throws IOException {
    if (Files.exists(folder)) {
      Folders.delete(folder);
    }
  }
}
