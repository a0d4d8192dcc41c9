// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import dev.taskworkers.emulator.ClientEndpoint;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.runtime.FreePort;
import dev.taskworkers.testbed.Cluster;
import dev.taskworkers.testbed.CommandFailure;
import dev.taskworkers.testbed.Waiting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * KEDA's operator and metrics adapter as processes of this machine, and all that a cluster must
 * know of them. The operator finds the local cloud where it looks for Google: a hosts file of its
 * own says where that is, and an authority of its own vouches for it.
 */
public final class Keda implements AutoCloseable {
  private static final String SPACE = "keda";
  private static final String GOOGLE = "monitoring.googleapis.com";

  /** A loopback address that nothing else of this machine listens on. */
  private static final String FRONT = "127.77.0.1";

  private static final int HTTPS = 443;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Cluster cluster;
  private final KedaBuild build;
  private final Path folder;
  private final Identity identity;
  private final ClientEndpoint front;
  private final List<Process> processes = new ArrayList<>();

  private Keda(Cluster cluster, KedaBuild build, Path folder, LocalCloud cloud) throws IOException {
    this.cluster = cluster;
    this.build = build;
    this.folder = folder;
    var certificates = Files.createDirectories(folder.resolve("keda-certs"));
    identity = Identity.make(certificates, "localhost", GOOGLE);
    front = cloud.openMonitoring(new InetSocketAddress(FRONT, HTTPS), identity.ofServer());
  }

  /**
   * Starts both and waits until the API server reads metrics from them.
   *
   * @param folder for logs and credentials
   * @param cloud whose Monitoring it asks
   */
  public static Keda start(Cluster cluster, KedaBuild build, Path folder, LocalCloud cloud)
      throws IOException {
    var keda = new Keda(cluster, build, folder, cloud);
    try {
      keda.start();
      return keda;
    } catch (IOException | RuntimeException e) {
      keda.close();
      throw e;
    }
  }

  private void start() throws IOException {
    var metrics = FreePort.find();
    var https = FreePort.find();
    cluster.kubectl("create", "namespace", SPACE).output();
    cluster.kubectl("apply", "--server-side", "-f", build.crds().toString()).output();
    var resources =
        Scripts.read("keda.yaml")
            .replace("@PORT@", Integer.toString(https))
            .replace("@ADDRESS@", Cluster.HOST_ADDRESS);
    var file = Files.writeString(folder.resolve("keda.yaml"), resources);
    cluster.kubectl("apply", "--server-side", "-f", file.toString()).output();
    run("keda-operator", operator(metrics));
    run("keda-adapter", adapter(metrics, https));
    Waiting.until("metrics API of KEDA", PATIENCE, () -> isRunning() && isServing());
  }

  private List<String> operator(int metrics) throws IOException {
    var hosts =
        Files.writeString(
            folder.resolve("keda-hosts"), "127.0.0.1 localhost\n" + FRONT + " " + GOOGLE + "\n");
    return List.of(
        "unshare",
        "--mount",
        "sh",
        "-c",
        "mount --bind \"$0\" /etc/hosts && exec \"$@\"",
        hosts.toString(),
        build.operator().toString(),
        "--zap-encoder=console",
        "--cert-dir=" + identity.folder(),
        "--metrics-service-bind-address=127.0.0.1:" + metrics,
        "--metrics-bind-address=0",
        "--health-probe-bind-address=0");
  }

  private List<String> adapter(int metrics, int https) throws IOException {
    var administrator = cluster.kubeconfig();
    return List.of(
        build.adapter().toString(),
        "--bind-address=" + Cluster.HOST_ADDRESS,
        "--secure-port=" + https,
        "--port=" + FreePort.find(),
        "--metrics-service-address=localhost:" + metrics,
        "--cert-dir=" + identity.folder(),
        "--tls-cert-file=" + identity.folder().resolve("tls.crt"),
        "--tls-private-key-file=" + identity.folder().resolve("tls.key"),
        "--lister-kubeconfig=" + administrator,
        "--authentication-kubeconfig=" + administrator,
        "--authorization-kubeconfig=" + administrator);
  }

  private void run(String name, List<String> words) throws IOException {
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve(name + ".log").toFile());
    var environment = builder.environment();
    environment.put("KUBECONFIG", cluster.kubeconfig().toString());
    environment.put("SSL_CERT_FILE", identity.authority().toString());
    environment.put("POD_NAMESPACE", SPACE);
    environment.put("KEDA_CLUSTER_OBJECT_NAMESPACE", SPACE);
    environment.put("WATCH_NAMESPACE", "");
    processes.add(builder.start());
  }

  private boolean isRunning() {
    if (!processes.stream().allMatch(Process::isAlive)) {
      throw new CommandFailure("KEDA has ended by itself; its logs are in " + folder + ".");
    }
    return true;
  }

  private boolean isServing() {
    var available = "jsonpath={.status.conditions[?(@.type==\"Available\")].status}";
    return cluster
        .kubectl("get", "apiservice", "v1beta1.external.metrics.k8s.io", "-o", available)
        .result()
        .output()
        .strip()
        .equals("True");
  }

  /** The key file of a service account for ScaledObjects, as JSON. */
  public String serviceAccount(String project) throws IOException {
    return identity.serviceAccount(project);
  }

  /** Takes away all that the cluster knows of them, as long as they run. */
  public void uninstall() {
    // An API that nobody serves would keep every namespace from going.
    cluster
        .kubectl("delete", "--ignore-not-found", "-f", folder.resolve("keda.yaml") + "")
        .output();
    cluster.kubectl("delete", "--ignore-not-found", "-f", build.crds().toString()).output();
    cluster.kubectl("delete", "--ignore-not-found", "namespace", SPACE).output();
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    front.close();
  }
}
