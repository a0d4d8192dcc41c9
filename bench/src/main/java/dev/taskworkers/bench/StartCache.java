// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The file with the worker's classes as a JVM wants them: an AOT cache from JDK 25 on, an archive
 * for class data sharing before. It lies beside the jars, named after the JDK, and is made anew
 * when one of them is newer; a JVM refuses one that was made from other jars or by another JVM.
 */
record StartCache(WorkerProgram program, Jdk jdk) {
  private static final long MADE_WITHIN_SECONDS = 60;

  /** The cache, made by one run of the worker if there is none; the run does one task. */
  Path file(Trial trial) throws IOException, InterruptedException {
    var file = program.folder().resolve("worker-" + jdk.version() + "." + jdk.suffix());
    if (isNewer(file, program.jars())) {
      return file;
    }
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    var process = trial.start(program.command(jdk, jdk.makes(fresh)), 1);
    if (!process.waitFor(MADE_WITHIN_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    if (!Files.exists(fresh)) {
      throw new IllegalStateException(
          "JDK " + jdk.version() + " made no cache of the worker's classes at " + fresh + ".");
    }
    return Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isNewer(Path file, List<Path> jars) throws IOException {
    for (var jar : jars) {
      if (!Files.exists(file)
          || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(jar)) <= 0) {
        return false;
      }
    }
    return true;
  }
}
