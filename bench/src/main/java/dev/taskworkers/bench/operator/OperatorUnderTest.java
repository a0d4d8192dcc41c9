// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.operator;

import dev.taskworkers.bench.Jdk;
import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.testbed.Cluster;
import dev.taskworkers.testbed.CommandFailure;
import dev.taskworkers.testbed.images.Image;
import dev.taskworkers.worker.process.ResidentMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The operator as in its image: the same jars and flags, and the memory that the chart gives it;
 * with the rights that the chart gives it, but as a process of this machine, which can be measured.
 */
public final class OperatorUnderTest implements AutoCloseable {
  static final String SPACE = ClusterNames.OPERATOR_NAMESPACE;

  /** As the API server knows it. */
  static final String USER = "system:serviceaccount:" + SPACE + ":taskworkers";

  private final Process process;

  private OperatorUnderTest(Process process) {
    this.process = process;
  }

  /** What `helm` is told to print the resource and the operator's rights. */
  public static List<String> rights(Path repository) {
    var words =
        new ArrayList<>(List.of("template", "taskworkers", repository.resolve("helm").toString()));
    words.addAll(List.of("--namespace", SPACE));
    // Helm renders every template before it shows some, and the chart has no default images.
    for (var image : List.of("image", "workerImage")) {
      words.addAll(List.of("--set", image + ".repository=not-run"));
    }
    for (var part : List.of("crd", "rbac", "serviceaccount", "orders")) {
      words.addAll(List.of("--show-only", "templates/" + part + ".yaml"));
    }
    return words;
  }

  /** Applies what the chart says of rights, and the resource. */
  public static void grant(Cluster cluster, Path repository, Path folder) throws IOException {
    var words = rights(repository).toArray(String[]::new);
    var file = Files.writeString(folder.resolve("rights.yaml"), cluster.helm(words).output());
    cluster.kubectl("create", "namespace", SPACE).output();
    cluster.kubectl("apply", "--server-side", "-n", SPACE, "-f", file.toString()).output();
  }

  /**
   * Starts it.
   *
   * @param host where the cloud listens, for workers, too
   */
  public static OperatorUnderTest start(
      Cluster cluster, Path repository, Path folder, LocalCloud cloud, String host)
      throws IOException {
    var jdk =
        Jdk.find().stream()
            .reduce((older, newer) -> newer)
            .orElseThrow(() -> new CommandFailure("A JDK is needed and none was found."));
    var words = new ArrayList<>(List.of(jdk.home().resolve("bin/java").toString()));
    words.addAll(Image.OPERATOR.flags(jdk.feature()));
    words.add("-XX:MaxRAM=384m");
    var built = repository.resolve("operator/target");
    words.addAll(List.of("-cp", classPath(built), "dev.taskworkers.operator.process.Main"));
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("operator.log").toFile());
    var environment = builder.environment();
    environment.put("KUBECONFIG", kubeconfig(cluster, folder).toString());
    environment.put(GoogleEndpoint.PUBSUB_EMULATOR, host + ":" + cloud.pubsubPort());
    environment.put("MONITORING_EMULATOR_HOST", host + ":" + cloud.monitoringPort());
    environment.put(EnvVars.LEADER_ELECTION, "true");
    environment.put(EnvVars.HEALTH_PORT, "0");
    environment.put("POD_NAMESPACE", SPACE);
    environment.put("MALLOC_ARENA_MAX", "2");
    return new OperatorUnderTest(builder.start());
  }

  private static String classPath(Path built) throws IOException {
    try (var files = Files.list(built)) {
      var jar =
          files
              .filter(
                  file -> file.getFileName().toString().matches("taskworkers-operator-.*\\.jar"))
              .findFirst()
              .orElseThrow(
                  () -> new CommandFailure("There is no operator built in " + built + "."));
      return jar + ":" + built.resolve("lib") + "/*";
    }
  }

  /** Like the administrator's, with a token of the operator's account. */
  private static Path kubeconfig(Cluster cluster, Path folder) throws IOException {
    var token =
        cluster
            .kubectl("create", "token", "taskworkers", "-n", SPACE, "--duration=2h")
            .output()
            .strip();
    var text =
        Files.readString(cluster.kubeconfig())
            .replaceAll("(?m)^users: .*$", "users: [{name: admin, user: {token: " + token + "}}]");
    return Files.writeString(folder.resolve("operator.conf"), text);
  }

  public boolean runs() {
    return process.isAlive();
  }

  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  double residentMiB() {
    var kib = ResidentMemory.kib("" + process.pid());
    return kib.isPresent() ? kib.getAsLong() / 1024.0 : Double.NaN;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
