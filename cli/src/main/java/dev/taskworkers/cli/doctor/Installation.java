// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.operator.Tenancy;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.UsageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is known of the operator's own settings.
 *
 * @param namespace its own
 * @param watched the namespaces of pools that it watches; empty for all
 * @param googleAccount who it is at Google
 * @param hasKey whether it has the key of a service account, so that it needs no metadata server
 */
record Installation(
    Optional<String> namespace,
    Set<String> watched,
    Tenancy tenancy,
    Optional<String> project,
    Optional<String> doorbellProject,
    Optional<String> googleAccount,
    boolean hasKey) {
  private static final List<String> SETTINGS =
      List.of(
          EnvVars.PROJECT_ID,
          EnvVars.NAMESPACES,
          EnvVars.TENANCY_CONSENT,
          EnvVars.TENANCY_ALLOW,
          EnvVars.DOORBELL_PROJECT);

  /** Where no operator is found: what the chart sets if it is told nothing. */
  static Installation unknown() {
    return of(Optional.empty(), Map.of(), Optional.empty());
  }

  /**
   * As its variables say. What another version of the operator would not take is left out, as if it
   * had not been said.
   */
  static Installation of(
      Optional<String> namespace, Map<String, String> variables, Optional<String> googleAccount) {
    var known =
        variables.entrySet().stream()
            .filter(variable -> SETTINGS.contains(variable.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    try {
      var config = OperatorConfig.from(known);
      return new Installation(
          namespace,
          config.namespaces().stream()
              .filter(Names.NAMESPACE.asMatchPredicate())
              .collect(Collectors.toSet()),
          config.tenancy(),
          config.project().filter(Names.PROJECT.asMatchPredicate()),
          config.doorbellProject().filter(Names.PROJECT.asMatchPredicate()),
          googleAccount.filter(Names.ACCOUNT.asMatchPredicate()),
          hasKey(variables));
    } catch (UsageException e) {
      var key =
          hasKey(variables)
              ? Map.of(Caller.FILE, variables.get(Caller.FILE))
              : Map.<String, String>of();
      return of(namespace, key, googleAccount);
    }
  }

  static boolean hasKey(Map<String, String> variables) {
    return !variables.getOrDefault(Caller.FILE, "").isEmpty();
  }
}
