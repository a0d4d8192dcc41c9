// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import dev.taskworkers.testbed.Cluster;
import dev.taskworkers.testbed.Command;
import dev.taskworkers.testbed.CommandFailure;
import dev.taskworkers.testbed.images.ContainerTool;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A user's cluster, on which no operator is yet. Where its nodes get images from must be said, so
 * that nobody's cluster is used because a shell happened to know it.
 *
 * @param load words of a command that brings an archive to the nodes; empty: images are pushed
 */
record GivenCluster(List<String> load, String hostAddress) implements TestCluster {
  /** A registry that both this machine and the nodes reach, for instance {@code r.example/me}. */
  static final String REGISTRY = "TASKWORKERS_TEST_REGISTRY";

  /** A command that takes an archive, for instance {@code kind load image-archive}. */
  static final String LOAD = "TASKWORKERS_TEST_LOAD";

  /** An address of this machine; else the one that it calls the API server from. */
  static final String HOST = "TASKWORKERS_TEST_HOST";

  private static final String CRD = "taskworkerpools.taskworkers.dev";

  static GivenCluster open(Map<String, String> environment) {
    if (!isIn(environment)) {
      Requirements.skip(
          "The cluster that KUBECONFIG names is used for tests when "
              + REGISTRY
              + " names a registry for their images, or "
              + LOAD
              + " a command that loads an archive into its nodes; unset KUBECONFIG to use a"
              + " cluster of this machine.");
    }
    var load = load(environment);
    var words = load.isEmpty() ? List.<String>of() : Arrays.asList(load.split("\\s+"));
    var host = environment.getOrDefault(HOST, "");
    var cluster = new GivenCluster(words, host.isEmpty() ? addressTowardsApiServer() : host);
    for (var what : List.of("crd/" + CRD, "namespace/" + OPERATOR_SPACE)) {
      if (cluster.kubectl("get", what).result().ok()) {
        throw new CommandFailure(
            "The cluster that KUBECONFIG names has "
                + what
                + ", which tests would change and delete; take another cluster, or delete it.");
      }
    }
    return cluster;
  }

  /** Whether a cluster is given together with the way by which its nodes get images. */
  static boolean isIn(Map<String, String> environment) {
    return !load(environment).isEmpty() || !registry(environment).isEmpty();
  }

  private static String load(Map<String, String> environment) {
    return environment.getOrDefault(LOAD, "").strip();
  }

  /** The names of images begin with this one; empty without a registry. */
  public static String registry(Map<String, String> environment) {
    return environment.getOrDefault(REGISTRY, "");
  }

  private static String addressTowardsApiServer() {
    var view = "jsonpath={.clusters[0].cluster.server}";
    var server =
        URI.create(
            Command.of("kubectl", "config", "view", "--minify", "-o", view).output().strip());
    var port = server.getPort() < 0 ? 443 : server.getPort();
    // Nothing is sent: the system only chooses the address that it would send from.
    try (var socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(server.getHost(), port));
      return socket.getLocalAddress().getHostAddress();
    } catch (IOException e) {
      throw new CommandFailure("No way to " + server + ": " + e.getMessage());
    }
  }

  @Override
  public Command kubectl(String... words) {
    return Command.of("kubectl").and(words);
  }

  @Override
  public Command helm(String... words) {
    return Command.of("helm").and(words);
  }

  @Override
  public void bring(String image, Path archive) {
    if (load.isEmpty()) {
      ContainerTool.find().push(image);
    } else {
      Command.of(load).and(archive.toString()).output();
    }
  }

  @Override
  public Optional<Cluster> machine() {
    return Optional.empty();
  }

  @Override
  public void close() {
    Requirements.say("uninstalling the operator");
    helm("uninstall", RELEASE, "--namespace", OPERATOR_SPACE, "--wait").result();
    kubectl("delete", "namespace", OPERATOR_SPACE, "--ignore-not-found").result();
    kubectl("delete", "crd", CRD, "--ignore-not-found").result();
  }
}
