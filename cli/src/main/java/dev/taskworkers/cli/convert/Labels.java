// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says which labels a pool takes over: whose the ScaledObject is, and not what made it. */
final class Labels {
  /** By these, a tool knows what it made, and deletes what it finds in no manifest of its own. */
  private static final Set<String> MAKERS =
      Set.of(
          "app.kubernetes.io/instance",
          "app.kubernetes.io/managed-by",
          "argocd.argoproj.io/instance",
          "helm.sh/chart",
          "scaledobject.keda.sh/name");

  /** Flux's, each of which is the domain of one of its controllers. */
  private static final List<String> MAKERS_DOMAINS =
      List.of("kustomize.toolkit.fluxcd.io/", "helm.toolkit.fluxcd.io/");

  private Labels() {}

  static Map<String, String> of(Fields given, Notes notes) {
    var labels = new LinkedHashMap<String, String>();
    for (var name : given.unread()) {
      var value = given.text(name).orElse("");
      if (MAKERS.contains(name) || MAKERS_DOMAINS.stream().anyMatch(name::startsWith)) {
        notes.leftOut(given.path(name), "it names the tool that made the ScaledObject");
      } else {
        labels.put(name, value);
      }
    }
    if (!labels.isEmpty()) {
      notes.mapped(given.path(), "metadata.labels");
    }
    return labels;
  }
}
