// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says what Kubernetes would refuse of a container's requests and limits, in words that name the
 * field: the API server's own name a field of the Deployment.
 */
public final class ContainerResources {
  private ContainerResources() {}

  /** The first thing that is wrong, after the field's name; empty where Kubernetes takes them. */
  public static Optional<String> problem(ResourceRequirements resources) {
    return Stream.of(
            notAnAmount("requests", requests(resources)), notAnAmount("limits", limits(resources)))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> aboveItsLimit(requests(resources), limits(resources)));
  }

  private static Map<String, Quantity> requests(ResourceRequirements resources) {
    return Objects.requireNonNullElse(resources.getRequests(), Map.of());
  }

  private static Map<String, Quantity> limits(ResourceRequirements resources) {
    return Objects.requireNonNullElse(resources.getLimits(), Map.of());
  }

  private static Optional<String> notAnAmount(String field, Map<String, Quantity> amounts) {
    return amounts.entrySet().stream()
        .filter(entry -> !isAmount(entry.getValue()))
        .map(
            entry ->
                field
                    + "."
                    + entry.getKey()
                    + ": expected an amount such as 50m or 128Mi, but found '"
                    + entry.getValue()
                    + "'")
        .findFirst();
  }

  private static boolean isAmount(Quantity amount) {
    try {
      return amount != null && amount.getNumericalAmount().signum() >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<String> aboveItsLimit(
      Map<String, Quantity> requests, Map<String, Quantity> limits) {
    return requests.entrySet().stream()
        .filter(
            entry -> {
              var limit = limits.get(entry.getKey());
              return limit != null
                  && entry.getValue().getNumericalAmount().compareTo(limit.getNumericalAmount())
                      > 0;
            })
        .map(
            entry ->
                "requests."
                    + entry.getKey()
                    + ": expected at most the limit, "
                    + limits.get(entry.getKey())
                    + ", but found "
                    + entry.getValue())
        .findFirst();
  }
}
