// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.crds;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Optional;

/** A pool of task workers that pull from one Pub/Sub subscription and follow its backlog. */
@Group("taskworkers.dev")
@Version("v1beta1")
@ShortNames("twp")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Desired",
    jsonPath = ".status.desiredReplicas",
    type = Type.INTEGER)
@AdditionalPrinterColumn(name = "Pods", jsonPath = ".status.readyReplicas", type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Waiting",
    jsonPath = ".status.estimate.waiting",
    type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "InFlight",
    jsonPath = ".status.estimate.inFlight",
    type = Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Rate",
    jsonPath = ".status.estimate.arrivalRate",
    type = Type.STRING)
@AdditionalPrinterColumn(
    name = "Decision",
    jsonPath = ".status.lastDecision.reason",
    type = Type.STRING)
@AdditionalPrinterColumn(name = "Age", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(
    name = "Subscription",
    jsonPath = ".spec.subscription",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(name = "Mode", jsonPath = ".spec.mode", type = Type.STRING, priority = 1)
@AdditionalPrinterColumn(
    name = "Min",
    jsonPath = ".spec.scaling.minReplicas",
    type = Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Max",
    jsonPath = ".spec.scaling.maxReplicas",
    type = Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Evidence",
    jsonPath = ".status.estimate.arrivals",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.lastDecision.message",
    type = Type.STRING,
    priority = 1)
public class TaskWorkerPool extends CustomResource<TaskWorkerPoolSpec, TaskWorkerPoolStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .withConfigOverride(
              List.class,
              lists -> lists.setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)))
          .build();

  private transient String problem;

  /**
   * Why the stored spec can't be read, if it was stored past the schema. One such object must not
   * end the watch on all the others, so that reading it does not throw.
   */
  @JsonIgnore
  public Optional<String> unreadable() {
    return Optional.ofNullable(problem);
  }

  @JsonProperty("spec")
  private void readSpec(JsonNode stored) {
    problem = StoredSpec.problem(stored).orElse(null);
    if (problem != null) {
      return;
    }
    try {
      setSpec(JSON.treeToValue(stored, TaskWorkerPoolSpec.class));
    } catch (JsonProcessingException e) {
      problem = "spec can't be read: " + e.getOriginalMessage() + ".";
    }
  }

  /**
   * The status is the operator's own: one that can't be read is written anew. The one that the CRD
   * gives a new pool says that no operator has written any.
   */
  @JsonProperty("status")
  private void readStatus(JsonNode stored) {
    try {
      var isNone = stored.size() == 1 && stored.path("observedGeneration").asLong(-1) == 0;
      setStatus(isNone ? null : JSON.treeToValue(stored, TaskWorkerPoolStatus.class));
    } catch (JsonProcessingException e) {
      setStatus(null);
    }
  }
}
