// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.cli.options.Utf8;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the cluster that {@code kubectl} would talk to. */
public final class Clusters {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private Clusters() {}

  /**
   * A client of the cluster that {@code KUBECONFIG}, the file in the home folder, or the pod around
   * this process names. The caller closes it.
   *
   * @throws UsageException where none does
   * @throws IllegalStateException where its user's program gives no credentials
   */
  public static KubernetesClient require(Map<String, String> environment) {
    return config(environment)
        .map(Clusters::open)
        .orElseThrow(() -> new UsageException(missing(environment)));
  }

  private static String missing(Map<String, String> environment) {
    var named = environment.getOrDefault("KUBECONFIG", "");
    return named.isBlank()
        ? "Found no kubeconfig: KUBECONFIG isn't set, and ~/.kube/config doesn't exist."
            + " Set KUBECONFIG."
        : "KUBECONFIG: expected files that exist, but found '" + named + "'.";
  }

  /** As {@code kubectl}: of what several files name alike, the first one's counts. */
  static Optional<Config> config(Map<String, String> environment) {
    var files = files(environment);
    if (files.length == 0) {
      return isPod(environment) ? Optional.of(Config.autoConfigure(null)) : Optional.empty();
    }
    var merged = Config.empty();
    KubeConfigUtils.merge(merged, null, files);
    KubectlSettings.add(merged, environment, List.of(files));
    return Optional.of(merged);
  }

  /** Whether a variable or a file in the home folder names one, though it may be unusable. */
  static boolean isNamed(Map<String, String> environment) {
    return !environment.getOrDefault("KUBECONFIG", "").isBlank()
        || Files.exists(Path.of(environment.getOrDefault("HOME", ""), ".kube", "config"));
  }

  static boolean isPod(Map<String, String> environment) {
    return environment.containsKey("KUBERNETES_SERVICE_HOST");
  }

  private static io.fabric8.kubernetes.api.model.Config[] files(Map<String, String> environment) {
    var named = environment.getOrDefault("KUBECONFIG", "");
    var home = Path.of(environment.getOrDefault("HOME", ""), ".kube", "config").toString();
    return Stream.of((named.isBlank() ? home : named).split(Pattern.quote(File.pathSeparator)))
        .map(Path::of)
        .filter(Files::isRegularFile)
        .map(Clusters::parse)
        .toArray(io.fabric8.kubernetes.api.model.Config[]::new);
  }

  private static io.fabric8.kubernetes.api.model.Config parse(Path file) {
    var name = "The kubeconfig " + file;
    if (Utf8.read(file, name).isBlank()) {
      throw new UsageException(name + " is empty.");
    }
    try {
      return KubeConfigUtils.parseConfig(file.toFile());
    } catch (RuntimeException e) {
      throw new UsageException(
          name + " is not YAML of the kind Config; 'kubectl config view' shows one that is.");
    }
  }

  private static KubernetesClient open(Config config) {
    config.setConnectionTimeout((int) CONNECT.toMillis());
    config.setRequestTimeout((int) ANSWER.toMillis());
    config.setRequestRetryBackoffLimit(0);
    // Over plain HTTP the JDK's client was seen to lose the answer to a request that upgrades.
    config.setHttp2Disable(true);
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
