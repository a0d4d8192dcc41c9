// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.testbed.Cluster;
import dev.taskworkers.testbed.Command;
import dev.taskworkers.testbed.CommandFailure;
import dev.taskworkers.testbed.images.Image;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A cluster with the operator installed by Helm, and the local cloud in Google's place. */
final class TestEnvironment implements AutoCloseable {
  /** Until a sample of Monitoring shows; on Google 2 to 4 min, for which no test would wait. */
  private static final Duration SHORTEST_DELAY = Duration.ofSeconds(5);

  private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);

  private final TestCluster cluster;
  private final LocalCloud cloud;
  private final Ledger ledger = new Ledger();
  private final AtomicInteger names = new AtomicInteger();
  private final Instant opened = Instant.now();

  private TestEnvironment(TestCluster cluster) {
    this.cluster = cluster;
    this.cloud =
        LocalCloud.start(
            CloudOptions.undisturbed()
                .withHost(cluster.hostAddress())
                .withMetricDelay(SHORTEST_DELAY, LONGEST_DELAY, 0),
            Clock.systemUTC());
    cloud.observe(ledger);
  }

  /** Brings all of it up; what was begun is taken down again when it can't be finished. */
  static TestEnvironment open() {
    var cluster = TestCluster.open();
    try {
      TestImages.load(cluster, repository());
      var environment = new TestEnvironment(cluster);
      environment.install();
      return environment;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  static Path repository() {
    return Path.of("").toAbsolutePath().getParent();
  }

  public static Path chart() {
    return repository().resolve("helm");
  }

  private void install() {
    Requirements.say("installing the operator");
    var there = cluster.kubectl("get", "namespace", TestCluster.OPERATOR_SPACE).result().ok();
    if (!there) {
      cluster.kubectl("create", "namespace", TestCluster.OPERATOR_SPACE).output();
    }
    cluster
        .kubectl(
            "label",
            "namespace",
            TestCluster.OPERATOR_SPACE,
            "pod-security.kubernetes.io/enforce=restricted",
            "--overwrite")
        .output();
    applyChartAnew();
    // An operator of an earlier run asks a cloud that is gone; one of this run gives its lease up.
    kubectl("rollout", "restart", "deployment/taskworkers").output();
    kubectl("rollout", "status", "deployment/taskworkers", "--timeout=4m").output();
  }

  /** Helm compares with what is there, so that what was changed by hand is put right, too. */
  public void applyChartAnew() {
    var words = new java.util.ArrayList<>(List.of("upgrade", "--install", TestCluster.RELEASE));
    words.addAll(List.of(chart().toString(), "--wait", "--timeout", "4m"));
    settings().forEach(setting -> words.addAll(List.of("--set-string", setting)));
    var installed = helm(words.toArray(String[]::new)).result();
    if (!installed.ok()) {
      throw new CommandFailure(
          installed.output()
              + kubectl("get", "pods,events").result().output()
              + kubectl("logs", "deployment/taskworkers", "--tail=5").result().output());
    }
  }

  /** Changes settings of the chart, until {@link #applyChartAnew}. */
  public void upgrade(String... settings) {
    helm("upgrade", TestCluster.RELEASE, chart().toString(), "--reuse-values")
        .and("--wait", "--timeout", "4m")
        .and(settings)
        .output();
  }

  /** The address of the operator's youngest pod: one that ends may still be there, and running. */
  public String operatorAddress() {
    return kubectl(
            "get",
            "pods",
            "-l",
            "app.kubernetes.io/name=taskworkers-operator",
            "--field-selector=status.phase=Running",
            "--sort-by=.metadata.creationTimestamp",
            "-o",
            "jsonpath={.items[-1:].status.podIP}")
        .output()
        .strip();
  }

  private List<String> settings() {
    return List.of(
        "image.repository=" + TestImages.repository(Image.OPERATOR),
        "image.tag=" + TestImages.TAG,
        "workerImage.repository=" + TestImages.repository(Image.WORKER),
        "workerImage.tag=" + TestImages.TAG,
        "emulators.pubsub=" + cluster.hostAddress() + ":" + cloud.pubsubPort(),
        "emulators.monitoring=" + cluster.hostAddress() + ":" + cloud.monitoringPort());
  }

  /** Before the operator of this run started. */
  public Instant opened() {
    return opened;
  }

  /** A command of helm in the operator's namespace. */
  public Command helm(String... words) {
    return cluster.helm(words).with("HELM_NAMESPACE", TestCluster.OPERATOR_SPACE);
  }

  /** A command of kubectl in the operator's namespace. */
  public Command kubectl(String... words) {
    return cluster.kubectl("--namespace", TestCluster.OPERATOR_SPACE).and(words);
  }

  /** The cluster's parts; a test that needs them is skipped where they are not processes here. */
  public Cluster machine() {
    return cluster
        .machine()
        .orElseGet(
            () ->
                Requirements.skip(
                    "This test needs a cluster of this machine; unset KUBECONFIG to run it."));
  }

  /** Where pods find this machine. */
  public String hostAddress() {
    return cluster.hostAddress();
  }

  /** Where pods find Pub/Sub. */
  public String pubsub() {
    return cluster.hostAddress() + ":" + cloud.pubsubPort();
  }

  /** What is in Google's place. */
  public LocalCloud cloud() {
    return cloud;
  }

  /** Brings the Python worker of the examples. */
  public void bringPython() {
    TestImages.loadPython(cluster, repository());
  }

  /** Brings our images with a release's version, and the README's own. */
  public void bringRelease(String version) {
    TestImages.loadRelease(cluster, version);
  }

  /** Makes room for another installation, until {@link #applyChartAnew}. */
  public void removeOperator() {
    helm("uninstall", TestCluster.RELEASE, "--wait").output();
    kubectl("delete", "crd", "taskworkerpools.taskworkers.dev").output();
  }

  /** A namespace of its own for a test. */
  public TestNamespace namespace() {
    return TestNamespace.create(cluster, unique("e2e"));
  }

  /** The operator's own; it is never closed. */
  public TestNamespace operatorNamespace() {
    return TestNamespace.existing(cluster, TestCluster.OPERATOR_SPACE);
  }

  /** A topic with a subscription of its own for a test. */
  public Tasks tasks() {
    return Tasks.create(cloud, ledger, cluster.hostAddress(), unique("tasks"));
  }

  private String unique(String word) {
    return word + "-" + ProcessHandle.current().pid() + "-" + names.incrementAndGet();
  }

  @Override
  public void close() {
    cloud.close();
    cluster.close();
  }
}
