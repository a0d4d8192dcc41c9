// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import dev.taskworkers.runtime.Printable;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes pools of KEDA's ScaledObjects. */
@Command(
    name = "convert",
    description = {
      "Prints a TaskWorkerPool for each ScaledObject in a file. Comments say what was mapped, what"
          + " was left out and why, and the steps of the move; what was left out also goes to"
          + " standard error. Nothing is applied."
    },
    mixinStandardHelpOptions = true)
public final class ConvertCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description = "Manifests with one ScaledObject or more; -: standard input.")
  private String file;

  @Option(
      names = "--deployment",
      paramLabel = "FILE",
      description =
          "Manifests with the Deployments that the ScaledObjects scale (default: FILE, too). Where"
              + " one is not found, a placeholder stands for its pod template.")
  private String deployment;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var manifests = Manifests.read(file);
    var deployments = deployment == null ? manifests : Manifests.read(deployment);
    var conversions = conversions(manifests, deployments);
    var out = spec.commandLine().getOut();
    out.print(conversions.stream().map(PoolText::of).collect(Collectors.joining("---\n")));
    out.flush();
    for (var conversion : conversions) {
      for (var note : conversion.notes().leftOut()) {
        say(conversion.origin().name() + ": " + note + ".");
      }
    }
    manifests
        .of("ScaledJob")
        .forEach(job -> say("ScaledJob " + Manifests.name(job) + ": " + SCALED_JOB));
    return 0;
  }

  private static final String SCALED_JOB =
      "a ScaledJob starts a Job for some messages. A pool keeps pods that take one task after the"
          + " other: let the program read one task from standard input and write a pool with"
          + " handler.exec for it (docs/handlers.md).";

  private List<Conversion> conversions(Manifests manifests, Manifests deployments) {
    var conversions = new ArrayList<Conversion>();
    for (var scaledObject : manifests.of("ScaledObject").toList()) {
      var conversion = Conversion.of(scaledObject, manifests, deployments);
      if (deployment != null && !conversion.hasTemplate()) {
        throw new UsageException(
            deployment
                + ": expected "
                + conversion.origin().kind()
                + " "
                + conversion.origin().target()
                + ", which ScaledObject "
                + conversion.origin().name()
                + " scales, but found "
                + deployments.contents()
                + ".");
      }
      conversions.add(conversion);
    }
    if (conversions.isEmpty()) {
      var jobs = manifests.of("ScaledJob").findFirst();
      throw new UsageException(
          manifests.file()
              + ": expected a ScaledObject of KEDA, but found "
              + manifests.contents()
              + (jobs.isPresent() ? "; " + SCALED_JOB : "."));
    }
    return conversions;
  }

  private void say(String sentence) {
    spec.commandLine().getErr().println("taskworkers: " + Printable.of(sentence));
    spec.commandLine().getErr().flush();
  }
}
