// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import dev.taskworkers.testbed.Cluster;
import dev.taskworkers.testbed.Command;
import dev.taskworkers.testbed.CommandFailure;
import dev.taskworkers.testbed.images.ContainerTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Gets what the tests need, or skips them with the one sentence that says what is missing. */
public final class Requirements {
  private Requirements() {}

  public static ContainerTool containerTool() {
    if (ContainerTool.found().isEmpty()) {
      install("buildah");
    }
    return ContainerTool.found()
        .orElseGet(
            () -> missing("Neither docker, podman nor buildah works here; install buildah."));
  }

  /** The static busybox, for containers that need a program. */
  public static Path busybox() {
    var busybox = Path.of("/bin/busybox");
    if (!Files.isExecutable(busybox)) {
      install("busybox-static");
    }
    return Files.isExecutable(busybox) ? busybox : missing("Install the package busybox-static.");
  }

  public static Path jdk25() {
    try (var jdks = Files.list(Path.of("/usr/lib/jvm"))) {
      Optional<Path> found =
          jdks.filter(home -> Files.isExecutable(home.resolve("bin/jlink")))
              .filter(home -> version(home).startsWith("25"))
              .findFirst();
      return found.orElseGet(
          () -> missing("Images are made with JDK 25; install it below /usr/lib/jvm."));
    } catch (IOException e) {
      return missing("Images are made with JDK 25; install it below /usr/lib/jvm.");
    }
  }

  private static String version(Path home) {
    try (var lines = Files.lines(home.resolve("release"))) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.substring(line.indexOf('"') + 1))
          .findFirst()
          .orElse("");
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }

  /** The root of an image with this machine's Python and the packages of {@code requirements}. */
  public static void python(Path requirements, Path root) {
    try (var script = Requirements.class.getResourceAsStream("python-root.sh")) {
      var file = Files.createTempFile("python-root", ".sh");
      Files.write(file, script.readAllBytes());
      var made = Command.of("sh", file.toString(), requirements.toString(), root.toString());
      var result = made.result();
      Files.delete(file);
      if (!result.ok()) {
        missing("Python with pip and a registry are needed, but: " + result.output());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A Debian of the fewest packages, and those that build the images, with their licences, as an
   * archive that is kept.
   */
  public static Path debian(Path cache) {
    var archive = cache.resolve("debian-licences.tar");
    if (Files.exists(archive)) {
      return archive;
    }
    if (!Command.of("sh", "-c", "command -v mmdebstrap").result().ok()) {
      // Debian has the keys of its archive; on Ubuntu they are a package.
      install("mmdebstrap", "debian-archive-keyring");
    }
    try {
      say("making a base image");
      Files.createDirectories(cache);
      var whole = cache.resolve(".debian-licences.tar");
      Command.of(
              "mmdebstrap",
              "--variant=essential",
              "--include=binutils,gcc,musl-tools,patchelf",
              // A mirror may lag behind its own date; nothing of this is shipped.
              "--aptopt=Acquire::Check-Valid-Until \"false\"",
              "--dpkgopt=path-exclude=/usr/share/doc/*",
              "--dpkgopt=path-include=/usr/share/doc/*/copyright",
              "--dpkgopt=path-exclude=/usr/share/locale/*",
              "--dpkgopt=path-exclude=/usr/share/man/*",
              "bookworm",
              whole.toString())
          .output();
      Files.move(whole, archive);
      return archive;
    } catch (CommandFailure | IOException e) {
      return missing("A base image could not be made: " + e.getMessage());
    }
  }

  /** Packets between pods of this machine's cluster pass its packet filter. */
  static void packetFilter(Cluster machine) {
    var bridges = machine.inNetwork("sysctl", "-n", "net.bridge.bridge-nf-call-iptables").result();
    if (!bridges.output().strip().equals("1")) {
      skip("Packets between pods can't be filtered here; load br_netfilter to test it.");
    }
  }

  private static void install(String... packages) {
    say("installing " + String.join(", ", packages));
    Command.of("apt-get", "update", "-q").result();
    Command.of("apt-get", "install", "-y", "-q", "--no-install-recommends")
        .and(packages)
        .with("DEBIAN_FRONTEND", "noninteractive")
        .result();
  }

  public static void say(String line) {
    System.err.println("end-to-end tests: " + line);
  }

  /**
   * Skips the test, or fails it on a cluster that was given for tests: it would be green unseen.
   */
  private static <T> T missing(String sentence) {
    return missing(System.getenv(), sentence);
  }

  static <T> T missing(Map<String, String> environment, String sentence) {
    if (GivenCluster.isIn(environment)) {
      throw new AssertionError("The tests can't use the given cluster. " + sentence);
    }
    return skip(sentence);
  }

  public static <T> T skip(String sentence) {
    say("skipped: " + sentence);
    return Assumptions.abort(sentence);
  }
}
