// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskworkers.ui.PoolSource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pools of a cluster: from the operator that leads where its port may be forwarded, else from
 * the status of those pools that may be read, with a sentence that says what is missing.
 */
public final class ClusterSource implements PoolSource {
  private static final String LIST = "/pools";
  private static final int VERSION = 1;

  private static final String OTHER =
      "The operator is of another version than this command, so the page leaves its numbers out."
          + " Use the command of the operator's version.";

  private final ObjectMapper json = new ObjectMapper();
  private final PoolSource operator;
  private final PoolSource status;
  private final Optional<String> namespace;
  private volatile boolean isOther;

  /**
   * @param kubernetes with the rights of who looks; stays the caller's
   * @param namespace of the pools that are shown; empty for all
   * @param operatorNamespace of the operator; empty to look for it
   */
  public ClusterSource(
      KubernetesClient kubernetes,
      Optional<String> namespace,
      Optional<String> operatorNamespace,
      Clock clock) {
    this(
        new LeaderLink(kubernetes, operatorNamespace, clock),
        new StatusSource(kubernetes, namespace, clock),
        namespace);
  }

  /** For tests, which have other sources. */
  ClusterSource(PoolSource operator, PoolSource status, Optional<String> namespace) {
    this.operator = operator;
    this.status = status;
    this.namespace = namespace;
  }

  @Override
  public Reply get(String path) {
    if (!path.equals(LIST)) {
      return isOther
          ? new Reply(UNAVAILABLE, OTHER, "Operator", List.of(OTHER))
          : operator.get(path);
    }
    var answer = operator.get(path);
    return answer.isGood() ? list(answer) : fallback(answer.body());
  }

  private Reply list(Reply answer) {
    try {
      var list = json.readTree(answer.body());
      // What it has of one pool says no version.
      isOther = !list.isObject() || list.path("version").asInt() != VERSION;
      if (isOther || !(list instanceof ObjectNode whole)) {
        return fallback(OTHER);
      }
      namespace.ifPresent(name -> keep(whole, name));
      return new Reply(answer.status(), whole.toString(), answer.origin(), answer.missing());
    } catch (JsonProcessingException e) {
      return fallback("The command can't read the operator's answer: " + e.getOriginalMessage());
    }
  }

  private static void keep(ObjectNode list, String namespace) {
    var pools = list.path("pools").elements();
    while (pools.hasNext()) {
      if (!pools.next().path("pool").asText().startsWith(namespace + "/")) {
        pools.remove();
      }
    }
    list.put("asked", namespace);
  }

  private Reply fallback(String why) {
    var known = status.get(LIST);
    var missing = new ArrayList<>(List.of(why));
    missing.add("Timelines, workers and arithmetic are missing here: the operator alone has them.");
    missing.addAll(known.missing());
    return new Reply(known.status(), known.body(), known.origin(), missing);
  }
}
