// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.bench;

import dev.taskworkers.bench.keda.KedaBench;
import dev.taskworkers.bench.keda.KedaResult;
import dev.taskworkers.cli.options.Checkout;
import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.cli.options.Output;
import dev.taskworkers.testbed.images.ContainerTool;
import dev.taskworkers.testbed.images.Images;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Our operator beside KEDA. */
@Command(
    name = "keda",
    description = {
      "Gives the operator, KEDA, and KEDA tuned for short waits the same arrivals, each with its own"
          + " pods on one real cluster: a burst from an empty pool, single tasks for a while, and"
          + " then none. Takes about 25 minutes.",
      "Needs Linux, root and Go, as 'taskworkers cluster up' does, and docker, podman or buildah."
    },
    mixinStandardHelpOptions = true)
final class KedaCommand implements Callable<Integer> {
  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "4",
      description = "Minutes for which single tasks come after the burst (${DEFAULT-VALUE}).")
  private int minutes;

  @Option(
      names = "--jdk",
      paramLabel = "IMAGE",
      defaultValue = Images.JDK,
      description = "The image of the JDK from which the worker's JRE is made (${DEFAULT-VALUE}).")
  private String jdk;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    Checks.between("--minutes", minutes, 1, 60);
    var images = new Images(Checkout.folder(), ContainerTool.find(), jdk);
    var results = KedaBench.run(images, Duration.ofMinutes(minutes), Progress.on(output.err()));
    output.print(results, out -> print(results, out));
    return 0;
  }

  private static void print(List<KedaResult> results, PrintWriter out) {
    out.println("             seconds until        wait in seconds               pod-  most  busy");
    out.println(
        "scaler      1st task  burst end    p50    p95    p99    max   seconds  pods  removed");
    results.forEach(result -> print(result, out));
  }

  private static void print(KedaResult result, PrintWriter out) {
    var wait = result.waits();
    out.printf(
        Locale.ROOT,
        "%-11s %8.1f %10.1f %6.1f %6.1f %6.1f %6.1f %9.0f %5d %8d%n",
        result.scaler(),
        result.firstTaskSeconds(),
        result.burstEndSeconds(),
        wait.p50(),
        wait.p95(),
        wait.p99(),
        wait.max(),
        result.podSeconds(),
        result.mostPods(),
        result.removedWhileBusy());
  }
}
