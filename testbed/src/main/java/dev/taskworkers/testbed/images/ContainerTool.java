// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed.images;

import dev.taskworkers.testbed.Command;
import dev.taskworkers.testbed.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What builds, keeps and pushes images. */
public enum ContainerTool {
  DOCKER,
  PODMAN,
  BUILDAH;

  /**
   * The first one that works here; a docker client without its daemon does not.
   *
   * @throws CommandFailure when there is none
   */
  public static ContainerTool find() {
    return found()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "To build images, you need Docker, Podman, or Buildah, and none of them works"
                        + " here; install one (on Debian: apt-get install buildah)."));
  }

  /** {@link #find()}, or empty. */
  public static Optional<ContainerTool> found() {
    return Arrays.stream(values()).filter(ContainerTool::works).findFirst();
  }

  private boolean works() {
    try {
      return command(this == DOCKER ? "info" : "images").result().ok();
    } catch (CommandFailure notThere) {
      return false;
    }
  }

  /** Builds {@code name} from a Dockerfile and a folder. */
  public void build(
      String name,
      Path dockerfile,
      Path context,
      Map<String, String> arguments,
      Consumer<String> onLine) {
    var words = new ArrayList<String>(List.of("build", "-f", dockerfile.toString(), "-t", name));
    arguments.forEach((key, value) -> words.addAll(List.of("--build-arg", key + "=" + value)));
    if (this != DOCKER) {
      // Docker's format knows all that a Dockerfile may say; what runs in a build is trusted.
      words.addAll(List.of("--format", "docker", "--isolation", "chroot"));
    }
    words.add(context.toString());
    command(words.toArray(String[]::new)).output(onLine);
  }

  /** Gets an image from its registry, if that can be done. */
  Command.Result pull(String name) {
    return command("pull", name).result();
  }

  public void push(String name) {
    command("push", name).output();
  }

  /** Writes an archive that {@code docker load} and containerd read. */
  public void save(String name, Path archive) {
    if (!has(name)) {
      throw new CommandFailure(
          "There is no image %s in %s; build it ('taskworkers images' builds ours), or correct its name."
              .formatted(name, word()));
    }
    if (this == BUILDAH) {
      command("push", name, "docker-archive:" + archive + ":" + name).output();
    } else {
      command("save", "-o", archive.toString(), name).output();
    }
  }

  /** What the image takes when it is unpacked, as an archive tells. */
  public long bytes(String name) {
    try {
      var archive = Files.createTempDirectory("taskworkers-image").resolve("image.tar");
      try {
        save(name, archive);
        return Files.size(archive);
      } finally {
        Files.deleteIfExists(archive);
        Files.delete(archive.getParent());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean has(String name) {
    return this == BUILDAH
        ? command("inspect", "--type", "image", name).result().ok()
        : command("image", "inspect", name).result().ok();
  }

  /** The program. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  private Command command(String... words) {
    return Command.of(word()).and(words);
  }
}
