// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The one cluster of this machine: brought up, told about, taken away. */
public final class Cluster {
  /** Where this machine is reached from pods. */
  public static final String HOST_ADDRESS = "10.77.0.1";

  static final String NODE_ADDRESS = "10.77.0.2";
  static final String NODE_NAME = "taskworkers";
  private static final Path FOLDER = Path.of("/var/cache/taskworkers-cluster");
  private static final List<String> CONFIGURATION =
      List.of(
          "kubelet.yaml", "proxy.yaml", "containerd.toml", "Corefile", "dns.yaml", "audit.yaml");

  private final Path folder = FOLDER;
  private final Path scripts = folder.resolve("scripts");
  private final Toolchain toolchain;
  private final Node node = new Node(folder);

  private Cluster(Toolchain toolchain) {
    this.toolchain = toolchain;
  }

  public static Cluster ofThisMachine() {
    return new Cluster(new Toolchain(Toolchain.cache(System.getenv()), Versions.CURRENT));
  }

  /** Why this machine can't run it, in one sentence; empty when it can. */
  public static Optional<String> impossible() {
    if (!System.getProperty("os.name").equals("Linux")) {
      return Optional.of("A cluster on this machine needs Linux; this is " + os() + ".");
    }
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of(
          "A cluster on this machine needs root, for namespaces and containers; run it with sudo.");
    }
    return Optional.empty();
  }

  private static String os() {
    return System.getProperty("os.name");
  }

  /** Where what is made once is kept. */
  public Path cache() {
    return Toolchain.cache(System.getenv());
  }

  public boolean isUp() {
    return node.process().isPresent() && Files.exists(folder.resolve("ready"));
  }

  public Path kubeconfig() {
    return folder.resolve("admin.conf");
  }

  /** Holds {@code kubectl} and {@code helm}. */
  public Path bin() {
    return toolchain.bin();
  }

  /** KWOK, which plays nodes and their pods; built on its first use. */
  public Path kwok(Consumer<String> progress) {
    return toolchain.extra("kwok", progress);
  }

  public Path logs() {
    return folder.resolve("log");
  }

  /** A part of the node, for instance {@code kube-apiserver}; it is started anew when it ends. */
  public Optional<ProcessHandle> running(String program) {
    return node.running(program);
  }

  /**
   * Makes it be there: builds, starts, waits; does nothing if it is up.
   *
   * @throws CommandFailure with one sentence when it can't
   */
  public void up(Consumer<String> progress) {
    requirePossible();
    if (isUp()) {
      progress.accept("the cluster is already up");
      return;
    }
    prepare(progress);
    down();
    requireFreeAddress();
    start(progress);
  }

  /**
   * Gets everything that {@link #up} needs of this machine, and tries whether it will do.
   *
   * @throws CommandFailure with one sentence when something can't be had
   */
  public void prepare(Consumer<String> progress) {
    requirePossible();
    Packages.install(progress);
    Probe.requireAble();
    toolchain.build(progress);
  }

  private static void requirePossible() {
    impossible()
        .ifPresent(
            sentence -> {
              throw new CommandFailure(sentence);
            });
  }

  private static void requireFreeAddress() {
    var routes = Command.of("ip", "route", "show", "match", NODE_ADDRESS).output();
    routes
        .lines()
        .filter(line -> !line.startsWith("default"))
        .findFirst()
        .ifPresent(
            line -> {
              throw new CommandFailure(
                  "The cluster needs the addresses 10.77.0.0/30, but this machine has a route to"
                      + " them ('"
                      + line.strip()
                      + "'); remove it.");
            });
  }

  private void start(Consumer<String> progress) {
    progress.accept("starting Kubernetes " + Versions.CURRENT.kubernetes());
    var values = Map.of("FOLDER", folder.toString(), "NODE", NODE_NAME, "ADDRESS", NODE_ADDRESS);
    Resources.write("config", CONFIGURATION, folder, values);
    Resources.write("config", List.of("bridge.conflist"), folder.resolve("cni"), values);
    Resources.write("scripts", List.of("node.sh", "host.sh", "certificates.sh"), scripts, Map.of());
    new HostFiles(folder).write(NODE_NAME, NODE_ADDRESS);
    script("certificates.sh", folder.toString(), NODE_NAME, NODE_ADDRESS);
    var outer = node.start(scripts.resolve("node.sh"), bin(), NODE_NAME, NODE_ADDRESS);
    var ready = new Readiness(this);
    var inner = ready.firstProcess(outer);
    script("host.sh", "attach", "" + inner, folder.toString(), HOST_ADDRESS, NODE_ADDRESS);
    progress.accept("waiting for the API server");
    ready.apiServer();
    importImage(
        TinyImage.write(
            "docker.io/taskworkers/pause:1", bin().resolve("pause"), folder.resolve("pause")));
    kubectl("apply", "-f", folder.resolve("dns.yaml").toString()).output();
    progress.accept("waiting for the node");
    ready.node();
    ready.dns();
    ready.done(folder.resolve("ready"));
  }

  /** A command of {@code kubectl} as the cluster's administrator. */
  public Command kubectl(String... words) {
    return tool("kubectl").and(words);
  }

  /** A command of {@code helm} as the cluster's administrator. */
  public Command helm(String... words) {
    return tool("helm").and(words);
  }

  private Command tool(String program) {
    return Command.of(bin().resolve(program).toString())
        .with("KUBECONFIG", kubeconfig().toString());
  }

  /**
   * A command of this machine in the network of the node, where packets of all pods pass.
   *
   * @throws CommandFailure when the cluster is not up
   */
  public Command inNetwork(String... words) {
    var first =
        node.process()
            .flatMap(outermost -> outermost.children().findFirst())
            .orElseThrow(() -> new CommandFailure("The cluster is not up; bring it up first."));
    return Command.of("nsenter", "--net", "--target", "" + first.pid()).and(words);
  }

  /** Brings an archive, as {@code docker save} writes it, to the node. */
  public void importImage(Path archive) {
    Command.of(
            "ctr",
            "--address",
            folder.resolve("containerd.sock").toString(),
            "--namespace",
            "k8s.io",
            "images",
            "import",
            archive.toString())
        .output();
  }

  /** Takes everything away; what is gone already is no mistake. */
  public void down() {
    requirePossible();
    node.kill();
    if (Files.exists(scripts.resolve("host.sh"))) {
      script("host.sh", "clean", folder.toString(), NODE_ADDRESS);
    }
  }

  private void script(String name, String... words) {
    Command.of("bash", scripts.resolve(name).toString()).and(words).output();
  }
}
