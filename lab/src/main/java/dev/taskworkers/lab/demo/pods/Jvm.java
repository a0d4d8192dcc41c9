package dev.taskworkers.lab.demo.pods;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The commands that run our main classes in processes of their own, with this process's class path:
 * small and quick to start rather than fast for hours.
 */
public final class Jvm {
  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private static final long ARCHIVE_WITHIN_SECONDS = 30;

  private Jvm() {}

  /** {@code java … MAIN} with a heap of so many megabytes. */
  public static List<String> command(Class<?> main, int heapMegabytes, List<String> options) {
    var words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx" + heapMegabytes + "m"));
    words.addAll(options);
    words.addAll(List.of("-cp", CLASS_PATH, main.getName()));
    return words;
  }

  /**
   * The worker's command. Its classes are archived once for each build, beside the jar, which saves
   * a third of every worker's start.
   */
  public static List<String> worker(int heapMegabytes) throws IOException, InterruptedException {
    var jar = Path.of(CLASS_PATH);
    if (!jar.getFileName().toString().endsWith(".jar")) {
      return command(WorkerMain.class, heapMegabytes, List.of());
    }
    var archive = jar.resolveSibling("worker-" + Runtime.version().feature() + ".jsa");
    if (!isNewer(archive, jar)) {
      makeArchive(archive, heapMegabytes);
    }
    return command(
        WorkerMain.class,
        heapMegabytes,
        Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of());
  }

  private static boolean isNewer(Path archive, Path jar) throws IOException {
    return Files.exists(archive)
        && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0;
  }

  /** Without an archive workers only start more slowly, so a failure is left at that. */
  private static void makeArchive(Path archive, int heapMegabytes)
      throws IOException, InterruptedException {
    var fresh = archive.resolveSibling(archive.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    var process =
        new ProcessBuilder(
                command(
                    Rehearsal.class, heapMegabytes, List.of("-XX:ArchiveClassesAtExit=" + fresh)))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(ARCHIVE_WITHIN_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    if (Files.exists(fresh)) {
      Files.move(fresh, archive, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
