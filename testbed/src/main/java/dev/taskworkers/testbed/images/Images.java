// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import dev.taskworkers.testbed.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Builds our images from the modules of a checkout.
 *
 * @param repository the checkout's root
 * @param jdk the image of the JDK that the JRE is cut from
 */
public record Images(Path repository, ContainerTool tool, String jdk) {
  /** What the Dockerfiles take when they are not told another one. */
  public static final String JDK = "docker.io/library/eclipse-temurin:25-jdk";

  public Images {
    if (!Files.isDirectory(repository.resolve("images"))) {
      throw new CommandFailure(
          "To build images, you need a checkout of Taskworkers, but there is none in "
              + repository
              + ".");
    }
  }

  /** Said before a build, whose own words would not tell what can be done. */
  private void requireJdk() {
    if (tool.has(jdk)) {
      return;
    }
    var pulled = tool.pull(jdk);
    if (!pulled.ok()) {
      var why = pulled.output().lines().reduce("", (earlier, last) -> last).strip();
      throw new CommandFailure(
          "The JDK's image that the images are made from, "
              + jdk
              + ", is not on this machine, and the engine can't pull it; let "
              + tool.word()
              + " reach its registry, or name an image of a JDK "
              + Image.JAVA
              + " that it has or can pull, with --jdk IMAGE. "
              + tool.word()
              + " says: "
              + why);
    }
  }

  /** The full name of an image, for instance {@code example/taskworkers/worker:1.0}. */
  public static String name(String registry, Image image, String tag) {
    return repository(registry, image.word()) + ":" + tag;
  }

  /** A name without its tag, for instance {@code example/taskworkers/worker}. */
  public static String repository(String registry, String word) {
    return (registry.isEmpty() ? "" : registry + "/") + "taskworkers/" + word;
  }

  /**
   * Builds one.
   *
   * @throws CommandFailure when it can't be built, or the JDK's image can't be had
   */
  public void build(Image image, String name, Consumer<String> onLine) {
    requireJdk();
    var context = repository.resolve("testbed/target/images").resolve(image.word());
    BuildContext.fill(image, repository, context);
    tool.build(
        name,
        repository.resolve("images").resolve(image.word() + ".Dockerfile"),
        context,
        Map.of("JDK", jdk),
        onLine);
  }
}
