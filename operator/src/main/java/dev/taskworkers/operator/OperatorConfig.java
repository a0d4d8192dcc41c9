// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.runtime.ServiceLink;
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
 * The operator's settings, all from the environment.
 *
 * @param project {@code GCP_PROJECT_ID}: of subscriptions that are named by their id alone
 * @param namespaces {@code TASKWORKERS_NAMESPACES}: watched, separated by commas; empty: all
 * @param workerImage {@code TASKWORKERS_WORKER_IMAGE}: the container put beside an HTTP server, and
 *     copied into the pods of other handlers
 * @param healthHost {@code TASKWORKERS_HEALTH_HOST} (0.0.0.0): where probes and metrics are served
 * @param healthPort {@code TASKWORKERS_HEALTH_PORT} (8080)
 * @param workerHealthPort {@code TASKWORKERS_WORKER_HEALTH_PORT} (8090): where workers answer
 * @param leaderElection {@code TASKWORKERS_LEADER_ELECTION} (false): needed with 2 replicas
 * @param namespace {@code POD_NAMESPACE} (default): where the leader's Lease lies; where it is set,
 *     pools there are refused
 * @param ownNamespace the same, empty where it is not set
 * @param workerResources {@code TASKWORKERS_WORKER_RESOURCES}: of that container, as JSON, where a
 *     pool says nothing else
 * @param workerIngress {@code TASKWORKERS_WORKER_INGRESS}: who may reach workers, as the {@code
 *     from} of a NetworkPolicy in JSON; where set, each pool gets such a policy
 * @param rolloutPoolsAtOnce {@code TASKWORKERS_ROLLOUT_POOLS_AT_ONCE} (1): how many pools get at
 *     once what a new version of the operator renders differently; 0: none
 * @param tenancy {@code TASKWORKERS_TENANCY_CONSENT} (Required) and {@code
 *     TASKWORKERS_TENANCY_ALLOW}: which namespaces may use which subscriptions
 * @param doorbellProject {@code TASKWORKERS_DOORBELL_PROJECT}: where doorbells are made; empty: in
 *     the project of each subscription
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

  private static final Set<String> NAMES =
      Set.of(
          EnvVars.NAMESPACES,
          EnvVars.WORKER_IMAGE,
          EnvVars.HEALTH_HOST,
          EnvVars.HEALTH_PORT,
          EnvVars.WORKER_HEALTH_PORT,
          EnvVars.LEADER_ELECTION,
          EnvVars.WORKER_RESOURCES,
          EnvVars.WORKER_INGRESS,
          EnvVars.ROLLOUT_POOLS_AT_ONCE,
          EnvVars.TENANCY_CONSENT,
          EnvVars.TENANCY_ALLOW,
          EnvVars.DOORBELL_PROJECT,
          EnvVars.LOG_LEVEL,
          EnvVars.LOG_FORMAT);

  /**
   * Reads the environment.
   *
   * @throws UsageException when a value can't be used or a variable is not known
   */
  public static OperatorConfig from(Map<String, String> environment) {
    environment.keySet().stream()
        .filter(name -> name.startsWith(EnvVars.PREFIX) && !NAMES.contains(name))
        .filter(name -> !ServiceLink.matches(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new UsageException(
                  name + " is not a setting of the operator; it knows " + sorted() + ".");
            });
    return new OperatorConfig(
        text(environment, EnvVars.PROJECT_ID),
        text(environment, EnvVars.NAMESPACES)
            .map(names -> Arrays.stream(names.split(",")).map(String::strip))
            .map(names -> names.filter(name -> !name.isEmpty()).collect(Collectors.toSet()))
            .orElse(Set.of()),
        text(environment, EnvVars.WORKER_IMAGE).orElse(LOCAL_IMAGE),
        text(environment, EnvVars.HEALTH_HOST).orElse("0.0.0.0"),
        port(environment, EnvVars.HEALTH_PORT, 8080),
        port(environment, EnvVars.WORKER_HEALTH_PORT, WorkerEndpoints.PORT),
        flag(environment, EnvVars.LEADER_ELECTION),
        text(environment, "POD_NAMESPACE").orElse("default"),
        text(environment, "POD_NAMESPACE"),
        json(
            EnvVars.WORKER_RESOURCES,
            "requests and limits",
            text(environment, EnvVars.WORKER_RESOURCES).orElse(RESOURCES),
            new TypeReference<ResourceRequirements>() {}),
        text(environment, EnvVars.WORKER_INGRESS)
            .map(
                peers ->
                    json(
                        EnvVars.WORKER_INGRESS,
                        "a list of peers as in a NetworkPolicy",
                        peers,
                        new TypeReference<List<NetworkPolicyPeer>>() {})),
        number(environment, EnvVars.ROLLOUT_POOLS_AT_ONCE, 1),
        TenancyReader.read(
            text(environment, EnvVars.TENANCY_CONSENT), text(environment, EnvVars.TENANCY_ALLOW)),
        text(environment, EnvVars.DOORBELL_PROJECT).or(() -> text(environment, EnvVars.PROJECT_ID)),
        pubsubVariables(environment));
  }

  private static Map<String, String> pubsubVariables(Map<String, String> environment) {
    var variables = new TreeMap<String, String>();
    for (var name : List.of("PUBSUB_EMULATOR_HOST", "PUBSUB_ENDPOINT")) {
      text(environment, name).ifPresent(value -> variables.put(name, value));
    }
    return variables;
  }

  private static Optional<String> text(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  private static int port(Map<String, String> environment, String name, int otherwise) {
    var value = text(environment, name);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (!value.get().matches("[0-9]{1,5}") || Integer.parseInt(value.get()) > 65535) {
      throw new UsageException(
          name + ": expected a port from 0 to 65535, but found '" + value.get() + "'.");
    }
    return Integer.parseInt(value.get());
  }

  private static int number(Map<String, String> environment, String name, int otherwise) {
    var value = text(environment, name).orElse(String.valueOf(otherwise));
    if (!value.matches("[0-9]{1,6}")) {
      throw new UsageException(name + ": expected 0 or more, but found '" + value + "'.");
    }
    return Integer.parseInt(value);
  }

  private static <T> T json(String name, String what, String json, TypeReference<T> type) {
    try {
      return new JsonMapper().readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new UsageException(
          name
              + ": expected "
              + what
              + " as JSON, but found '"
              + json
              + "' ("
              + e.getOriginalMessage()
              + ").");
    }
  }

  private static boolean flag(Map<String, String> environment, String name) {
    var value = text(environment, name).orElse("false");
    if (!value.equals("true") && !value.equals("false")) {
      throw new UsageException(name + ": expected true or false, but found '" + value + "'.");
    }
    return value.equals("true");
  }

  private static String sorted() {
    return NAMES.stream().sorted().collect(Collectors.joining(", "));
  }
}
