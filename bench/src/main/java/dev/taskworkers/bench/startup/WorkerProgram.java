// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.startup;

import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.testbed.images.Image;
import dev.taskworkers.worker.TaskWorker;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The worker as it is started on a pod, with the flags of its image for tasks that are programs:
 * {@code java -jar} with the jars beside it.
 */
record WorkerProgram(Path jar) {
  /** What the JVM takes for the machine's memory: the limit of the container beside a server. */
  private static final String MEMORY = "-XX:MaxRAM=256m";

  /**
   * The jar that this process has the worker's classes from.
   *
   * @throws UsageException when they don't come from a jar
   */
  static WorkerProgram find() {
    try {
      var place =
          Path.of(TaskWorker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isRegularFile(place)) {
        return new WorkerProgram(place);
      }
      throw new UsageException(
          "The start of a worker is measured from its jar, but its classes come from "
              + place
              + ". Run it as ./taskworkers bench startup.");
    } catch (URISyntaxException e) {
      throw new IllegalStateException("A place of classes is no path.", e);
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
    words.addAll(List.of("-jar", jar.toString()));
    return words;
  }
}
