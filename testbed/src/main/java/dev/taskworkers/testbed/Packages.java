// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a cluster takes from the distribution, and how Debian calls the packages. */
final class Packages {
  /** A program, or the whole path of one, and the package that has it. */
  private static final Map<String, String> PROGRAMS =
      new TreeMap<>(
          Map.of(
              "containerd", "containerd",
              "runc", "runc",
              "/usr/lib/cni/bridge", "containernetworking-plugins",
              "iptables", "iptables",
              "conntrack", "conntrack",
              "ip", "iproute2",
              "openssl", "openssl",
              "sysctl", "procps",
              "unshare", "util-linux"));

  private Packages() {}

  static List<String> missing() {
    return PROGRAMS.entrySet().stream()
        .filter(entry -> !onPath(entry.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /**
   * Installs what is missing, with Debian's package manager.
   *
   * @throws CommandFailure when there is none, or it can't
   */
  static void install(Consumer<String> progress) {
    var missing = missing();
    if (missing.isEmpty()) {
      return;
    }
    if (!onPath("apt-get")) {
      throw new CommandFailure(
          "This machine lacks packages that the cluster needs: "
              + String.join(", ", missing)
              + ". Install them.");
    }
    progress.accept("installing " + String.join(", ", missing));
    Command.of("apt-get", "update", "-q").result();
    Command.of("apt-get", "install", "-y", "-q", "--no-install-recommends")
        .and(missing.toArray(String[]::new))
        .with("DEBIAN_FRONTEND", "noninteractive")
        .output();
  }

  static boolean onPath(String program) {
    var places = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    return Arrays.stream(places.split(":"))
        .map(folder -> Path.of(folder).resolve(program))
        .anyMatch(Files::isExecutable);
  }
}
