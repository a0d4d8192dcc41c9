// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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
          "helm",
          "kube-network-policies");

  /** The files of each module that programs are built from. */
  static final Map<String, List<String>> MODULES =
      Map.of(
          "kubernetes", List.of("go.mod", "go.sum", "kubernetes.go"),
          "etcd", List.of("go.mod", "go.sum", "etcd.go"),
          "dns", List.of("go.mod", "go.sum", "dns.go"),
          "helm", List.of("go.mod", "go.sum", "helm.go"),
          "policies", List.of("go.mod", "go.sum", "policies.go"),
          "kwok", List.of("go.mod", "go.sum", "kwok.go"),
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
    requireGo("Kubernetes " + versions.kubernetes());
    run("build.sh", Map.of(), progress);
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
      requireGo(program);
      run("extra.sh", Map.of("PROGRAM", program), progress);
    }
    return file;
  }

  private void requireGo(String what) {
    if (!Packages.onPath("go")) {
      throw new CommandFailure(
          "To build "
              + what
              + " once, you need Go 1.26 or newer, and none was found; install it, or fill "
              + bin()
              + ".");
    }
  }

  /** Runs a script that builds from the modules, and says what it builds. */
  private void run(String name, Map<String, String> environment, Consumer<String> progress) {
    var script = home.resolve("build");
    Resources.write("scripts", List.of(name), script, Map.of());
    var modules = script.resolve("go");
    MODULES.forEach(
        (module, files) ->
            Resources.write("go/" + module, files, modules.resolve(module), Map.of()));
    var command =
        Command.of("bash", script.resolve(name).toString(), modules.toString(), bin().toString());
    var all = new HashMap<>(versions.environment());
    all.putAll(environment);
    for (var variable : all.entrySet()) {
      command = command.with(variable.getKey(), variable.getValue());
    }
    command.output(
        line -> {
          if (line.startsWith("building ")) {
            progress.accept(line);
          }
        });
  }

  private void requireBuilt() {
    if (!isBuilt()) {
      throw new CommandFailure("Not every program was built in " + bin() + ".");
    }
  }
}
