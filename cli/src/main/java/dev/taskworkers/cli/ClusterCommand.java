// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.cli.options.Terminal;
import dev.taskworkers.testbed.Cluster;
import dev.taskworkers.testbed.CommandFailure;
import dev.taskworkers.testbed.images.ContainerTool;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A real Kubernetes of one node on this machine, for trying things and for tests. */
@Command(
    name = "cluster",
    description = {
      "A real Kubernetes of one node on this machine; needs Linux and root.",
      "The first start builds it from Go modules, which takes minutes; later ones take seconds."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(up | down | env | load)")
final class ClusterCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Expected up, down, env or load.");
  }

  @Command(
      description = "Starts the cluster and waits until it is ready; does nothing if it is up.",
      mixinStandardHelpOptions = true)
  int up() {
    Cluster.ofThisMachine().up(progress());
    return env();
  }

  @Command(
      description = "Stops and removes the cluster; does nothing if it is down.",
      mixinStandardHelpOptions = true)
  int down() {
    Cluster.ofThisMachine().down();
    return 0;
  }

  @Command(
      description = "Prints what a shell needs: eval \"$(taskworkers cluster env)\".",
      mixinStandardHelpOptions = true)
  int env() {
    var cluster = Cluster.ofThisMachine();
    requireUp(cluster);
    var out = spec.commandLine().getOut();
    out.println("export KUBECONFIG=" + cluster.kubeconfig());
    out.println("export PATH=" + cluster.bin() + ":$PATH");
    out.flush();
    return 0;
  }

  @Command(
      description = "Loads images of docker, podman or buildah into the cluster's node.",
      mixinStandardHelpOptions = true)
  int load(
      @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "Names of images.")
          List<String> names)
      throws IOException {
    var cluster = Cluster.ofThisMachine();
    requireUp(cluster);
    var tool = ContainerTool.find();
    try (var folder = ScratchFolder.ofPrograms("taskworkers-images")) {
      for (var name : names) {
        progress().accept("loading " + name);
        var archive = folder.path().resolve("image.tar");
        tool.save(name, archive);
        cluster.importImage(archive);
        Files.delete(archive);
      }
    }
    return 0;
  }

  private static void requireUp(Cluster cluster) {
    if (!cluster.isUp()) {
      throw new CommandFailure("The cluster is down; start it with 'taskworkers cluster up'.");
    }
  }

  /** On a terminal only; on stderr, as stdout is for the shell. */
  private Consumer<String> progress() {
    PrintWriter err = spec.commandLine().getErr();
    return Terminal.console().isEmpty()
        ? line -> {}
        : line -> {
          err.println("taskworkers: " + line + "…");
          err.flush();
        };
  }
}
