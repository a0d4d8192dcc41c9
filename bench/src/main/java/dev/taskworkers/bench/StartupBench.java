// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.simulation.Medians;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Starts workers, one after the other, on every JDK of this machine. */
public final class StartupBench {
  private StartupBench() {}

  /**
   * Medians of many starts.
   *
   * @param jdk its feature version
   * @param startToFirstPullMillis from the start of the process until its first pull is served
   * @param startCpuMillis processor time that it took until then
   * @param residentMiB memory a second after its first task
   */
  public record Result(
      int jdk, double startToFirstPullMillis, double startCpuMillis, double residentMiB) {}

  /**
   * Runs it.
   *
   * @param starts of each JDK
   * @param progress hears what is going on
   * @throws UsageException where a process's memory can't be read
   */
  public static List<Result> run(int starts, Consumer<String> progress)
      throws IOException, InterruptedException {
    if (!Files.isReadable(Path.of("/proc/self/status"))) {
      throw new UsageException("The memory of a process is read from /proc: this needs Linux.");
    }
    var program = WorkerProgram.find();
    var results = new ArrayList<Result>();
    try (var trial = new Trial()) {
      for (var jdk : Jdk.find()) {
        progress.accept("JDK " + jdk.version() + ": " + starts + " starts");
        results.add(measure(new StartCache(program, jdk), trial, starts));
      }
    }
    return results;
  }

  private static Result measure(StartCache cache, Trial trial, int starts)
      throws IOException, InterruptedException {
    var jdk = cache.jdk();
    var command = cache.program().command(jdk, jdk.uses(cache.file(trial)));
    var measured = new ArrayList<Trial.Start>();
    for (var number = 0; number < starts; number++) {
      measured.add(trial.measure(command));
    }
    return new Result(
        jdk.feature(),
        median(measured, Trial.Start::millis),
        median(measured, Trial.Start::cpuMillis),
        median(measured, Trial.Start::residentMiB));
  }

  private static double median(List<Trial.Start> starts, ToDoubleFunction<Trial.Start> value) {
    return Math.round(Medians.of(starts.stream().mapToDouble(value)) * 10) / 10.0;
  }
}
