// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.testbed.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A namespace of a test, as strict as namespaces are, and what kubectl says of it. */
final class TestNamespace implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final TestCluster cluster;
  private final String name;

  private TestNamespace(TestCluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
  }

  static TestNamespace create(TestCluster cluster, String name) {
    var namespace = new TestNamespace(cluster, name);
    cluster.kubectl("create", "namespace", name).output();
    cluster
        .kubectl("label", "namespace", name, "pod-security.kubernetes.io/enforce=restricted")
        .output();
    return namespace;
  }

  /** One that is there already, and not the test's to close. */
  static TestNamespace existing(TestCluster cluster, String name) {
    return new TestNamespace(cluster, name);
  }

  public String name() {
    return name;
  }

  private Command command(String... words) {
    return cluster.kubectl("--namespace", name).and(words);
  }

  /** What kubectl says; it must succeed. */
  public String kubectl(String... words) {
    return command(words).output().strip();
  }

  public Command.Result tryKubectl(String... words) {
    return command(words).result();
  }

  public String apply(String manifest) {
    return withFile(manifest, file -> kubectl("apply", "-f", file));
  }

  /** Applies a pool and waits until the operator counts what arrives for it. */
  public void follow(String pool, String manifest) {
    apply(manifest);
    await("arrivals counted", () -> condition(pool, "ArrivalsKnown").startsWith("True"));
  }

  /** What becomes of {@code kubectl create}. */
  public Command.Result tryCreate(String json) {
    return withFile(json, file -> tryKubectl("create", "-f", file));
  }

  /** What becomes of {@code kubectl apply} with more options. */
  public Command.Result tryApply(String manifest, String... options) {
    return withFile(
        manifest,
        file ->
            tryKubectl(
                Stream.concat(Stream.of("apply", "-f", file), Stream.of(options))
                    .toArray(String[]::new)));
  }

  /** What {@code kubectl apply} says to a manifest that it refuses. */
  public String refuse(String manifest) {
    var result = tryApply(manifest);
    if (result.ok()) {
      throw new AssertionError("was not refused: " + manifest);
    }
    return result.output();
  }

  private static <T> T withFile(String text, java.util.function.Function<String, T> action) {
    try {
      var file = Files.createTempFile("taskworkers", ".yaml");
      try {
        Files.writeString(file, text);
        return action.apply(file.toString());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Pods that are there, those that end included. */
  public int pods() {
    return podNames().size();
  }

  public List<String> podNames() {
    return kubectl("get", "pods", "-o", "jsonpath={.items[*].metadata.name}")
        .lines()
        .flatMap(line -> Stream.of(line.split(" ")))
        .filter(name -> !name.isEmpty())
        .sorted()
        .toList();
  }

  /** What the worker in a pod says of itself. */
  public WorkerReport report(String pod) {
    var path =
        "/api/v1/namespaces/"
            + name
            + "/pods/"
            + pod
            + ":"
            + WorkerEndpoints.PORT
            + "/proxy"
            + WorkerEndpoints.STATUSZ;
    return WorkerReport.fromJson(kubectl("get", "--raw", path).getBytes(StandardCharsets.UTF_8));
  }

  public int readyPods() {
    return (int)
        kubectl(
                "get",
                "pods",
                "-o",
                "jsonpath={range .items[*]}{.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}{end}")
            .lines()
            .filter("True"::equals)
            .count();
  }

  /** A field of the pool, as JSONPath finds it. */
  public String pool(String pool, String path) {
    return template(pool, "{" + path + "}");
  }

  /** Status, reason and message of a condition of the pool; nothing where it has none. */
  public String condition(String pool, String type) {
    // Asked for together: tests ask twice a second, and each time it takes a process.
    var fields = "{.status} {.reason} {.message}";
    return template(
        pool, "{range .status.conditions[?(@.type==\"" + type + "\")]}" + fields + "{end}");
  }

  private String template(String pool, String template) {
    return tryKubectl("get", "taskworkerpool", pool, "-o", "jsonpath=" + template).output().strip();
  }

  /** Waits, with what is there told when it was in vain. */
  public void await(String what, Callable<Boolean> there) {
    await(what, PATIENCE, there);
  }

  /** Waits no longer than is promised. */
  public void await(String what, Duration within, Callable<Boolean> there) {
    try {
      Awaitility.await(what)
          .atMost(within)
          .pollInterval(Duration.ofMillis(500))
          .ignoreExceptions()
          .until(there);
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError(
          "In vain: " + what + "\n" + tryKubectl("get", "twp,deploy,pods,events").output(), e);
    }
  }

  @Override
  public void close() {
    cluster.kubectl("delete", "namespace", name, "--wait=false").output();
  }
}
