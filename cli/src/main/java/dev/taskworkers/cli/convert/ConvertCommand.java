// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.runtime.Printable;
import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.util.Optional;
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
          + " standard error. Nothing is applied.",
      "Where a ScaledObject can't be converted, standard error says why; the others are printed,"
          + " and the command exits with 1, or with 2 if none is left."
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
    var scaledObjects = manifests.of("ScaledObject").toList();
    if (scaledObjects.isEmpty()) {
      var jobs = manifests.of("ScaledJob").findFirst();
      throw new UsageException(
          manifests.file()
              + ": expected a ScaledObject of KEDA, but found "
              + manifests.contents()
              + (jobs.isPresent() ? "; " + SCALED_JOB : "."));
    }
    var names = new PoolNames(deployments);
    var conversions =
        scaledObjects.stream()
            .flatMap(each -> conversion(each, manifests, deployments, names).stream())
            .toList();
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
    return conversions.size() == scaledObjects.size() ? 0 : conversions.isEmpty() ? 2 : 1;
  }

  private static final String SCALED_JOB =
      "a ScaledJob starts a Job for some messages. A pool keeps pods that take one task after the"
          + " other: let the program read one task from standard input and write a pool with"
          + " handler.exec for it; the documentation's page 'A handler in your language' shows"
          + " how.";

  /** Empty where it is no pool: that is said, and keeps no other one back. */
  private Optional<Conversion> conversion(
      JsonNode scaledObject, Manifests manifests, Manifests deployments, PoolNames names) {
    try {
      var conversion = Conversion.of(scaledObject, manifests, deployments, names);
      var origin = conversion.origin();
      if (deployment != null
          && deployments.find(origin.kind(), origin.target(), origin.namespace()).isEmpty()) {
        throw new UsageException(
            "expected "
                + origin.kind()
                + " "
                + origin.target()
                + " in "
                + deployment
                + ", but found "
                + deployments.contents()
                + ".");
      }
      return Optional.of(conversion);
    } catch (UsageException e) {
      say(("ScaledObject " + Manifests.name(scaledObject)).strip() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private void say(String sentence) {
    spec.commandLine().getErr().println("taskworkers: " + Printable.of(sentence));
    spec.commandLine().getErr().flush();
  }
}
