// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.testbed.images.BuildContext;
import dev.taskworkers.testbed.images.Image;
import dev.taskworkers.worker.Main;
import dev.taskworkers.worker.TaskWorker;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The worker as it is started on a pod, with the flags of its image for tasks that are programs,
 * and the two jars that the image has.
 */
record WorkerProgram(Path folder, List<Path> jars) {
  /** What the JVM takes for the machine's memory: the limit of the container beside a server. */
  private static final String MEMORY = "-XX:MaxRAM=256m";

  /**
   * Made from the jar that this process has the worker's classes from, and from those that it
   * needs; its folder lies beside them.
   *
   * @throws UsageException when they don't come from a jar
   */
  static WorkerProgram find() throws IOException {
    try {
      var place =
          Path.of(TaskWorker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isRegularFile(place)) {
        var folder = Files.createDirectories(place.resolveSibling("worker-start"));
        return new WorkerProgram(folder, BuildContext.merge(withNeeded(place), folder, folder));
      }
      throw new UsageException(
          "The start of a worker is measured from its jar, but its classes come from "
              + place
              + ". Run it as ./taskworkers bench startup.");
    } catch (URISyntaxException e) {
      throw new IllegalStateException("A place of classes is no path.", e);
    }
  }

  /** Not all that it names are in an image. */
  private static List<Path> withNeeded(Path jar) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      var needed = file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return Stream.concat(Stream.of(jar), Stream.of(needed.split(" ")).map(jar::resolveSibling))
          .filter(Files::exists)
          .toList();
    }
  }

  /** The command on {@code jdk}, with one more option. */
  List<String> command(Jdk jdk, String option) {
    var words = new ArrayList<String>();
    words.add(jdk.java().toString());
    words.addAll(Image.WORKER.flags(jdk.feature()));
    words.addAll(Image.LIGHT);
    words.add(MEMORY);
    words.add(option);
    words.addAll(
        List.of(
            "-cp",
            String.join(":", jars.stream().map(Path::toString).toList()),
            Main.class.getName()));
    return words;
  }
}
