package dev.taskworkers.bench.startup;

import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.TaskWorker;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The worker as it is started on a pod: {@code java -jar} with the jars beside it. */
record WorkerProgram(Path jar) {
  /** Small rather than fast for hours; the handlers do the work. */
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:CompileThresholdScaling=5",
          // As in the image: it would be a file of 32 KiB, written at each start.
          "-XX:-UsePerfData",
          "-Xmx64m");

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
    words.addAll(OPTIONS);
    words.add(option);
    words.addAll(List.of("-jar", jar.toString()));
    return words;
  }
}
