// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.testbed.AuditLog;
import dev.taskworkers.testbed.AuditLog.Call;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the operator may do, compared with what the API server saw it do. */
@ExtendWith(OnKubernetes.class)
class PermissionsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OPERATOR =
      "system:serviceaccount:" + TestCluster.OPERATOR_SPACE + ":taskworkers";

  /**
   * Needed without a call of their own: to apply what is not there, and asked for at the start.
   * Only a pod that fails while the others work is deleted, and here none fails. A budget is
   * patched only where one of its name is there already, and the Secret with the keys only when
   * there are none in it. For an owner that waits for what it owns, some API servers ask for the
   * right, and do not call.
   */
  private static final Set<String> UNSEEN =
      Set.of(
          "create deployments",
          "patch poddisruptionbudgets",
          "create leases",
          "update taskworkerpools/finalizers",
          "patch secrets",
          "delete pods");

  @Test
  void the_operator_has_the_rights_that_it_uses_and_no_others(TestEnvironment environment)
      throws IOException {
    var log = new AuditLog(environment.machine().logs().resolve("audit.log"));
    var begin = Instant.now();
    var tasks = environment.tasks();
    var namespace = environment.namespace();
    try (namespace) {
      namespace.follow("modest", Manifests.sleeping("modest", tasks, 1, TestImages.TASKS));
      tasks.send(8);
      namespace.await("all tasks done", tasks::allDone);
      namespace.await("no worker", () -> namespace.pods() == 0);
    }
    // Namespaces of other tests are ending, and there everything is refused.
    var here = List.of(namespace.name(), TestCluster.OPERATOR_SPACE, "");
    var refused =
        log.calls(OPERATOR, begin).stream()
            .filter(call -> call.code() == 403 && here.contains(call.namespace()))
            .map(Call::what);
    assertThat(refused).as("refused").isEmpty();

    var used =
        log.calls(OPERATOR, environment.opened()).stream()
            .map(Call::what)
            // Granted while another test has the operator make NetworkPolicies.
            .filter(what -> !what.endsWith(" networkpolicies"))
            .collect(Collectors.toCollection(TreeSet::new));
    var granted = granted(environment);
    assertThat(granted).containsAll(used);
    granted.removeAll(used);
    granted.removeAll(UNSEEN);
    assertThat(granted).as("granted, but never used").isEmpty();
  }

  @Test
  void of_all_secrets_the_operator_has_asked_for_the_one_with_its_keys(
      TestEnvironment environment) {
    var log = new AuditLog(environment.machine().logs().resolve("audit.log"));
    var secrets =
        log.calls(OPERATOR, environment.opened()).stream()
            .filter(call -> call.what().endsWith(" secrets"))
            .map(call -> call.namespace() + "/" + call.name())
            .distinct();

    assertThat(secrets).containsExactly(TestCluster.OPERATOR_SPACE + "/taskworkers-orders");
  }

  private static Set<String> granted(TestEnvironment environment) throws IOException {
    var granted = new TreeSet<String>();
    for (var role : List.of("clusterrole/taskworkers", "role/taskworkers-leader")) {
      var rules =
          JSON.readTree(environment.kubectl("get", role, "-o", "json").output()).get("rules");
      for (var rule : rules) {
        for (var resource : rule.get("resources")) {
          rule.get("verbs").forEach(verb -> granted.add(verb.asText() + " " + resource.asText()));
        }
      }
    }
    return granted;
  }
}
