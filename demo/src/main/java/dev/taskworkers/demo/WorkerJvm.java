// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.runtime.Timer;
import dev.taskworkers.worker.TaskWorker;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command of the demo's workers, many of which start at once. Its class path has the worker's
 * jars alone, because a start looks through each jar several times, and its classes are archived
 * once for each build, beside the jar.
 */
final class WorkerJvm {
  private static final int HEAP_MEGABYTES = 64;

  /** Most of what a start runs often is not run much more often: compiling it would cost more. */
  private static final String LATE_COMPILER = "-XX:CompileThresholdScaling=5";

  private WorkerJvm() {}

  /** The command; from other than one built jar it has no archive and starts more slowly. */
  public static List<String> command() throws IOException, InterruptedException {
    return command(Jvm.CLASS_PATH);
  }

  static List<String> command(String classPath) throws IOException, InterruptedException {
    var jar = Path.of(classPath);
    if (!Files.isRegularFile(jar)) {
      return Jvm.command(WorkerMain.class, HEAP_MEGABYTES);
    }
    var archive = jar.resolveSibling("worker-" + Runtime.version().feature() + ".jsa");
    if (!isNewer(archive, jar)) {
      makeArchive(archive);
    }
    return command(Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of());
  }

  /** The manifest of the worker's jar names the jars that it needs, and ours needs no others. */
  private static List<String> command(List<String> options) {
    return Jvm.command(
        WorkerMain.class,
        HEAP_MEGABYTES,
        String.join(":", classPath().stream().map(Path::toString).toList()),
        Stream.concat(Stream.of(LATE_COMPILER), options.stream()).toList());
  }

  /** Where our own classes are; the clock's jar holds nothing else that is looked for. */
  static List<Path> classPath() {
    return Stream.of(TaskWorker.class, WorkerMain.class, FastClock.class, Timer.class)
        .map(WorkerJvm::placeOf)
        .toList();
  }

  private static Path placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("A place of classes is no path.", e);
    }
  }

  private static boolean isNewer(Path archive, Path jar) throws IOException {
    return Files.exists(archive)
        && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0;
  }

  /** Without an archive workers only start more slowly, so a failure is left at that. */
  private static void makeArchive(Path archive) throws IOException, InterruptedException {
    var fresh = archive.resolveSibling(archive.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    ArchiveTraining.run(command(List.of("-XX:ArchiveClassesAtExit=" + fresh)));
    if (Files.exists(fresh)) {
      Files.move(fresh, archive, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
