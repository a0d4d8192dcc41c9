// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.protocol.EnvVars;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operator of some namespaces, one of which is deleted: the operator's Role goes with it. */
final class LostNamespaceTest extends OperatorOnFastClock {
  private static final Map<String, String> TWO = Map.of(EnvVars.NAMESPACES, "n,mail");

  private Gate gate;

  @BeforeEach
  void startGate() {
    gate = new Gate(cluster.url());
  }

  @AfterEach
  void closeGate() {
    operators.forEach(OperatorProcess::close);
    operators.clear();
    gate.close();
  }

  @Test
  void one_that_starts_follows_the_pools_of_the_others_and_says_so() {
    cluster.forbid("mail");
    var operator = operator(TWO);
    storePool("p", ", replicas: 1");

    soon().until(() -> replicas("p") == 1);
    soon().until(() -> unwatched(operator) == 1);
  }

  @Test
  void it_is_watched_again_when_it_is_back() {
    cluster.forbid("mail");
    var operator = operator(TWO);
    soon().until(() -> unwatched(operator) == 1);

    cluster.allow("mail");

    soon().until(() -> unwatched(operator) == 0);
  }

  @Test
  void one_that_runs_goes_on_with_the_pools_of_the_others() {
    var operator = operator(TWO, gate.url());
    soon().until(() -> get(operator, "/readyz").statusCode() == 200);
    cluster.forbid("mail");
    gate.shut();
    gate.open();

    storePool("p", ", replicas: 1");

    soon().until(() -> replicas("p") == 1);
    soon().until(() -> unwatched(operator) == 1);
  }

  @Test
  void one_that_may_watch_none_ends() {
    cluster.forbid("n");
    cluster.forbid("mail");

    assertThatThrownBy(() -> operator(TWO)).hasRootCauseInstanceOf(KubernetesClientException.class);
  }

  private static double unwatched(OperatorProcess operator) {
    return get(operator, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("taskworkers_operator_namespaces_unwatched "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElse(Double.NaN);
  }
}
