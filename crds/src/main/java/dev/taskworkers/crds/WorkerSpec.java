// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings of the worker's own process and, beside an HTTP server, of its container. */
public record WorkerSpec(
    @JsonPropertyDescription("The level of the worker's log. If absent, it is Info.")
        LogLevel logLevel,
    @JsonPropertyDescription(
            "Resources of the worker's container beside an HTTP server, in place of all of the"
                + " chart's value worker.resources: name a memory limit.")
        Resources resources,
    @JsonPropertyDescription(
            "When nodes pull the image of the worker's container beside an HTTP server."
                + " If absent, it is IfNotPresent.")
        PullPolicy imagePullPolicy,
    @JsonPropertyDescription(
            "Environment variables to add to the worker's container beside an HTTP"
                + " server, for example GOOGLE_APPLICATION_CREDENTIALS.")
        List<Variable> env,
    @JsonPropertyDescription(
            "Volumes of spec.template to mount into the worker's container beside an HTTP"
                + " server.")
        List<Mount> volumeMounts) {

  public WorkerSpec {
    env = env == null ? List.of() : List.copyOf(env);
    volumeMounts = volumeMounts == null ? List.of() : List.copyOf(volumeMounts);
  }

  /** From which severity on lines are logged. */
  public enum LogLevel {
    Error,
    Warn,
    Info,
    Debug
  }

  /** As in a container. */
  public enum PullPolicy {
    Always,
    IfNotPresent,
    Never
  }

  /** Of a container; an amount such as 50m or 128Mi for each name. */
  public record Resources(
      @JsonPropertyDescription(
              "What a node must have free for the container, for example {cpu: 50m, memory:"
                  + " 128Mi}.")
          Map<String, Quantity> requests,
      @JsonPropertyDescription("The most that the container may use, for example {memory: 256Mi}.")
          Map<String, Quantity> limits) {

    public Resources {
      requests = sorted(requests);
      limits = sorted(limits);
    }

    /** What is rendered twice must be byte-identical, in any process. */
    private static Map<String, Quantity> sorted(Map<String, Quantity> amounts) {
      return amounts == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(amounts));
    }
  }

  /** One variable of an environment. */
  public record Variable(
      @Required
          @Pattern("^[A-Za-z_][A-Za-z0-9_.-]*$")
          @JsonPropertyDescription(
              "The variable's name. A value here replaces the one that the operator sets.")
          String name,
      @JsonPropertyDescription("The variable's value.") String value) {}

  /** A volume in a container. */
  public record Mount(
      @Required @JsonPropertyDescription("The name of a volume in spec.template.spec.volumes.")
          String name,
      @Required
          @Pattern("^/.*$")
          @JsonPropertyDescription("The path at which the volume is mounted.")
          String mountPath,
      @JsonPropertyDescription(
              "A folder or file in the volume to mount. If absent, it is the volume's root.")
          String subPath,
      @JsonPropertyDescription("Whether the mount is read-only. If absent, it isn't.")
          Boolean readOnly) {}
}
