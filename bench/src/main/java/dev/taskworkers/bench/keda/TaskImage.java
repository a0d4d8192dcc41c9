// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import dev.taskworkers.testbed.images.Image;
import dev.taskworkers.testbed.images.Images;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** The image of all pods: the worker's, with the handler on top. */
final class TaskImage {
  static final String NAME = "taskworkers/bench-task:1";
  private static final String TAG = "bench";

  private TaskImage() {}

  /**
   * Builds it.
   *
   * @param images of a checkout that is built
   * @param folder for what is needed once
   * @return an archive that a node can import
   */
  static Path build(Images images, Path folder) throws IOException {
    var worker = Images.name("", Image.WORKER, TAG);
    images.build(Image.WORKER, worker, line -> {});
    var context = Files.createDirectories(folder.resolve("image"));
    writeHandler(context.resolve("handler.jar"));
    var dockerfile =
        Files.writeString(
            context.resolve("Dockerfile"), "FROM " + worker + "\nCOPY handler.jar /app/\n");
    images.tool().build(NAME, dockerfile, context, Map.of(), line -> {});
    var archive = folder.resolve("image.tar");
    images.tool().save(NAME, archive);
    return archive;
  }

  private static void writeHandler(Path jar) throws IOException {
    var entry = TimedTask.class.getName().replace('.', '/') + ".class";
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        var in = TimedTask.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
      out.closeEntry();
    }
  }
}
