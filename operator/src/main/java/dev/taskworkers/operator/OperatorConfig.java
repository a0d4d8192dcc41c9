// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.runtime.Environment;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The operator's settings, all from the environment; {@link EnvVars} says from which variables.
 *
 * @param namespaces empty: all
 * @param namespace {@code POD_NAMESPACE} (default): where the leader's Lease lies; where it is set,
 *     pools there are refused
 * @param ownNamespace the same, empty where it is not set
 * @param rolloutPoolsAtOnce 0: none gets what a new version of the operator renders differently
 * @param doorbellProject empty: that of each subscription
 * @param pubsubVariables {@code PUBSUB_EMULATOR_HOST} and {@code PUBSUB_ENDPOINT}, handed on to the
 *     workers where set
 */
public record OperatorConfig(
    Optional<String> project,
    Set<String> namespaces,
    String workerImage,
    String healthHost,
    int healthPort,
    int workerHealthPort,
    boolean leaderElection,
    String namespace,
    Optional<String> ownNamespace,
    ResourceRequirements workerResources,
    Optional<List<NetworkPolicyPeer>> workerIngress,
    int rolloutPoolsAtOnce,
    Tenancy tenancy,
    Optional<String> doorbellProject,
    Map<String, String> pubsubVariables) {

  /**
   * A worker at rest takes 94 MiB and hardly any processor time; its heap may take 60 % of the
   * limit. Without a limit that would be of the whole node's memory.
   */
  private static final String RESOURCES =
      "{\"requests\": {\"cpu\": \"50m\", \"memory\": \"128Mi\"}, \"limits\": {\"memory\":"
          + " \"256Mi\"}}";

  /** As it is built without a registry: a name that nobody else can publish. */
  private static final String LOCAL_IMAGE = "localhost/taskworkers/worker:latest";

  private static final String REQUIRED = "Required";

  /**
   * Reads the environment.
   *
   * @throws UsageException when a value can't be used or a variable is not known
   */
  public static OperatorConfig from(Map<String, String> variables) {
    var environment = new Environment(variables);
    var project = environment.text(EnvVars.PROJECT_ID);
    var namespace = environment.text("POD_NAMESPACE");
    var config =
        new OperatorConfig(
            project,
            Arrays.stream(environment.text(EnvVars.NAMESPACES, "").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet()),
            environment.text(EnvVars.WORKER_IMAGE, LOCAL_IMAGE),
            environment.text(EnvVars.HEALTH_HOST, "0.0.0.0"),
            port(environment, EnvVars.HEALTH_PORT, 8080),
            port(environment, EnvVars.WORKER_HEALTH_PORT, WorkerEndpoints.PORT),
            environment.flag(EnvVars.LEADER_ELECTION),
            namespace.orElse("default"),
            namespace,
            workerResources(environment),
            environment
                .text(EnvVars.WORKER_INGRESS)
                .map(
                    peers ->
                        json(
                            EnvVars.WORKER_INGRESS,
                            "a list of peers as in a NetworkPolicy as JSON",
                            peers,
                            new TypeReference<List<NetworkPolicyPeer>>() {})),
            (int) environment.number(EnvVars.ROLLOUT_POOLS_AT_ONCE, 1, 0, 999_999),
            tenancy(environment),
            environment.text(EnvVars.DOORBELL_PROJECT).or(() -> project),
            pubsubVariables(environment));
    var unread = environment.unread();
    if (!unread.isEmpty()) {
      throw new UsageException(
          unread.first() + " is not a setting of the operator; it knows " + environment.known());
    }
    return config;
  }

  private static int port(Environment environment, String name, int absent) {
    return (int) environment.number(name, absent, 0, 65535);
  }

  private static ResourceRequirements workerResources(Environment environment) {
    var resources =
        json(
            EnvVars.WORKER_RESOURCES,
            "requests and limits as JSON",
            environment.text(EnvVars.WORKER_RESOURCES, RESOURCES),
            new TypeReference<ResourceRequirements>() {});
    ContainerResources.problem(resources)
        .ifPresent(
            problem -> {
              throw new UsageException(EnvVars.WORKER_RESOURCES + ": " + problem + ".");
            });
    return resources;
  }

  /** Which namespaces may use which subscriptions. */
  private static Tenancy tenancy(Environment environment) {
    var consent = environment.text(EnvVars.TENANCY_CONSENT, REQUIRED);
    if (!consent.equals(REQUIRED) && !consent.equals("NotRequired")) {
      throw new UsageException(
          EnvVars.TENANCY_CONSENT
              + ": expected Required or NotRequired, but found '"
              + consent
              + "'.");
    }
    return new Tenancy(
        consent.equals(REQUIRED),
        json(
            EnvVars.TENANCY_ALLOW,
            "a list such as [{\"namespace\": \"media\", \"subscriptions\":"
                + " [\"projects/acme/subscriptions/media-*\"]}]",
            environment.text(EnvVars.TENANCY_ALLOW, "[]"),
            new TypeReference<List<Tenancy.Allowance>>() {}));
  }

  private static Map<String, String> pubsubVariables(Environment environment) {
    var variables = new TreeMap<String, String>();
    for (var name : List.of(GoogleEndpoint.PUBSUB_EMULATOR, "PUBSUB_ENDPOINT")) {
      environment.text(name).ifPresent(value -> variables.put(name, value));
    }
    return variables;
  }

  private static <T> T json(String name, String what, String json, TypeReference<T> type) {
    try {
      return Optional.ofNullable(new JsonMapper().readValue(json, type))
          .orElseThrow(
              () -> new UsageException(name + ": expected " + what + ", but found 'null'."));
    } catch (JsonProcessingException e) {
      throw new UsageException(
          name
              + ": expected "
              + what
              + ", but found '"
              + json
              + "' ("
              + e.getOriginalMessage()
              + ").");
    }
  }
}
