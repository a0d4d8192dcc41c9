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
    @JsonPropertyDescription("The level of its log. Absent: Info.") LogLevel logLevel,
    @JsonPropertyDescription(
            "What the container beside an HTTP server asks for and may use, in place of what the"
                + " chart says.")
        Resources resources,
    @JsonPropertyDescription(
            "When the image of the container beside an HTTP server is pulled. Absent: as Kubernetes"
                + " does.")
        PullPolicy imagePullPolicy,
    @JsonPropertyDescription(
            "More variables of the container beside an HTTP server, for example"
                + " GOOGLE_APPLICATION_CREDENTIALS.")
        List<Variable> env,
    @JsonPropertyDescription(
            "Volumes of spec.template that the container beside an HTTP server has, too.")
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
      @JsonPropertyDescription("What a node must have free, for example {cpu: 50m, memory: 128Mi}.")
          Map<String, Quantity> requests,
      @JsonPropertyDescription("The most that it may use, for example {memory: 256Mi}.")
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
          @JsonPropertyDescription("Its name; a value here wins over what the operator sets.")
          String name,
      @JsonPropertyDescription("Its value.") String value) {}

  /** A volume in a container. */
  public record Mount(
      @Required @JsonPropertyDescription("Of a volume in spec.template.spec.volumes.") String name,
      @Required @Pattern("^/.*$") @JsonPropertyDescription("Where it is mounted.") String mountPath,
      @JsonPropertyDescription("A folder or file in the volume. Absent: its root.") String subPath,
      @JsonPropertyDescription("Whether it can't be written to. Absent: it can.")
          Boolean readOnly) {}
}
