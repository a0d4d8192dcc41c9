// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import dev.taskworkers.protocol.EnvVars;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

/** The process that stands for a container: its words, its environment, its log. */
final class ContainerCommand {
  private ContainerCommand() {}

  /**
   * @param folders in place of the paths at which the container has them mounted
   */
  static ProcessBuilder of(
      Pod pod,
      Container container,
      String address,
      Map<String, String> folders,
      ClusterOptions options) {
    var words =
        new ArrayList<>(
            Optional.ofNullable(container.getImage())
                .map(options.images()::get)
                .orElseGet(container::getCommand));
    words.addAll(container.getArgs());
    if (words.isEmpty()) {
      words.add("no-command-for-image-" + container.getImage());
    }
    var name = pod.getMetadata().getName();
    var builder = new ProcessBuilder(words);
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(
            options.logs().resolve(name + "-" + container.getName() + ".log").toFile()));
    var environment = builder.environment();
    environment.keySet().removeIf(variable -> variable.startsWith(EnvVars.PREFIX));
    for (EnvVar variable : container.getEnv()) {
      var value = value(variable, pod, address);
      environment.put(variable.getName(), folders.getOrDefault(value, value));
    }
    environment.putAll(options.podEnvironment().apply(name));
    return builder;
  }

  private static String value(EnvVar variable, Pod pod, String address) {
    if (variable.getValueFrom() == null || variable.getValueFrom().getFieldRef() == null) {
      return variable.getValue() == null ? "" : variable.getValue();
    }
    return fields(pod, address)
        .getOrDefault(variable.getValueFrom().getFieldRef().getFieldPath(), "");
  }

  private static Map<String, String> fields(Pod pod, String address) {
    return Map.of(
        "metadata.name", pod.getMetadata().getName(),
        "metadata.namespace", pod.getMetadata().getNamespace(),
        "metadata.uid", pod.getMetadata().getUid(),
        "status.podIP", address);
  }
}
