// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.cli.options.Checkout;
import dev.taskworkers.cli.options.Terminal;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.testbed.images.ContainerTool;
import dev.taskworkers.testbed.images.Image;
import dev.taskworkers.testbed.images.Images;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Builds the container images of operator and worker. */
@Command(
    name = "images",
    description = {
      "Builds the images of operator and worker with docker, podman or buildah, and names them",
      "REGISTRY/taskworkers/operator:TAG and REGISTRY/taskworkers/worker:TAG."
    },
    mixinStandardHelpOptions = true)
final class ImagesCommand implements Callable<Integer> {
  @Option(
      names = "--registry",
      paramLabel = "R",
      defaultValue = "",
      description = "The registry and folder before the names, for example registry.example/team.")
  private String registry;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      defaultValue = "latest",
      description = "The tag of the images (${DEFAULT-VALUE}).")
  private String tag;

  @Option(
      names = "--jdk",
      paramLabel = "IMAGE",
      defaultValue = Images.JDK,
      description = "The image of the JDK from which the JRE is made (${DEFAULT-VALUE}).")
  private String jdk;

  @Option(names = "--push", description = "Pushes the images to the registry.")
  private boolean push;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    check("--registry", registry, "[a-z0-9][a-z0-9._/:-]*|");
    check("--tag", tag, "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    check("--jdk", jdk, "[a-z0-9][A-Za-z0-9._/:@-]*");
    if (push && registry.isEmpty()) {
      throw new UsageException("--push needs --registry R, where R is yours to push to.");
    }
    var images = new Images(Checkout.folder(), ContainerTool.find(), jdk);
    for (var image : Image.values()) {
      var name = Images.name(registry, image, tag);
      Terminal.say(spec.commandLine().getErr(), "building " + name);
      images.build(image, name, line -> {});
      if (push) {
        Terminal.say(spec.commandLine().getErr(), "pushing " + name);
        images.tool().push(name);
      }
      var out = spec.commandLine().getOut();
      out.printf("%s %.1f MB%n", name, images.tool().bytes(name) / 1e6);
      out.flush();
    }
    return 0;
  }

  private static void check(String option, String value, String pattern) {
    if (!value.matches(pattern)) {
      throw new UsageException(
          option + ": expected the part of an image's name, but found '" + value + "'.");
    }
  }
}
