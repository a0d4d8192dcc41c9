// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The programs of a cluster, built once from Go modules and kept in a folder for each version. */
final class Toolchain {
  static final List<String> PROGRAMS =
      List.of(
          "kubectl",
          "kube-apiserver",
          "kube-controller-manager",
          "kube-scheduler",
          "kube-proxy",
          "kubelet",
          "etcd",
          "coredns",
          "pause",
          "helm");

  /** The files of each module that programs are built from. */
  static final Map<String, List<String>> MODULES =
      Map.of(
          "kubernetes", List.of("go.mod", "go.sum", "kubernetes.go"),
          "etcd", List.of("go.mod", "go.sum", "etcd.go"),
          "dns", List.of("go.mod", "go.sum", "dns.go"),
          "helm", List.of("go.mod", "go.sum", "helm.go"),
          "pause", List.of("go.mod", "pause.go"));

  private final Path home;
  private final Versions versions;

  Toolchain(Path cache, Versions versions) {
    this.home = cache.resolve("kubernetes-" + versions.kubernetes());
    this.versions = versions;
  }

  /** In {@code XDG_CACHE_HOME}, or else in the home folder's cache. */
  static Path cache(Map<String, String> environment) {
    var cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    var base =
        cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    return base.resolve("taskworkers");
  }

  Path bin() {
    return home.resolve("bin");
  }

  boolean isBuilt() {
    return PROGRAMS.stream().allMatch(name -> Files.isExecutable(bin().resolve(name)));
  }

  /**
   * Builds what is missing: minutes with an empty Go cache, seconds with a full one.
   *
   * @throws CommandFailure when Go is missing or a build fails
   */
  void build(Consumer<String> progress) {
    if (isBuilt()) {
      return;
    }
    if (!Packages.onPath("go")) {
      throw new CommandFailure(
          "Go is needed once to build Kubernetes "
              + versions.kubernetes()
              + " and was not found; install Go 1.26 or newer, or fill "
              + bin()
              + ".");
    }
    var script = home.resolve("build");
    Resources.write("scripts", List.of("build.sh"), script, Map.of());
    var modules = script.resolve("go");
    MODULES.forEach(
        (name, files) -> Resources.write("go/" + name, files, modules.resolve(name), Map.of()));
    var command =
        Command.of(
            "bash", script.resolve("build.sh").toString(), modules.toString(), bin().toString());
    for (var version : versions.environment().entrySet()) {
      command = command.with(version.getKey(), version.getValue());
    }
    command.output(
        line -> {
          if (line.startsWith("building ")) {
            progress.accept(line);
          }
        });
    requireBuilt();
  }

  /**
   * A program that a benchmark needs beside a cluster, built on its first use.
   *
   * @throws CommandFailure when Go is missing or the build fails
   */
  Path extra(String program, Consumer<String> progress) {
    var file = bin().resolve(program);
    if (!Files.isExecutable(file)) {
      if (!Packages.onPath("go")) {
        throw new CommandFailure(
            "Go is needed once to build " + program + " and was not found; install it.");
      }
      progress.accept("building " + program);
      var script = home.resolve("build");
      Resources.write("scripts", List.of("extra.sh"), script, Map.of());
      var words = List.of("bash", script.resolve("extra.sh").toString(), program);
      var command = Command.of(words).with("BIN", bin().toString());
      for (var version : versions.environment().entrySet()) {
        command = command.with(version.getKey(), version.getValue());
      }
      command.output();
    }
    return file;
  }

  private void requireBuilt() {
    if (!isBuilt()) {
      throw new CommandFailure("Not every program was built in " + bin() + ".");
    }
  }
}
