// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the operator keeps of pools that are gone: nothing, and all of one made anew meanwhile. */
final class GonePoolsTest extends OperatorOnFastClock {
  @Test
  void nothing_is_kept_of_a_pool_that_is_gone() {
    var operator = operator(Map.of());
    storePool("p", ", replicas: 1");
    soon().until(() -> records(operator).contains("n/p") && counted(operator));
    assertThat(get(operator, "/pools").body()).contains("\"pools\":[{\"pool\":\"n/p\"");
    assertThat(get(operator, "/pools/n/p/timeline").body()).contains("\"at\":[1", "\"to\":1");
    assertThat(get(operator, "/pools/n/p/decisions").body()).contains("\"to\":1", "\"message\":");
    assertThat(get(operator, "/pools/n/p").body()).contains("\"subscription\":", "\"look\":");

    pool("p").delete();

    soon().until(() -> records(operator).isEmpty() && !counted(operator));
    assertThat(get(operator, "/pools").body()).contains("\"pools\":[]");
    assertThat(get(operator, "/pools/n/p/timeline").statusCode()).isEqualTo(404);
    assertThat(get(operator, "/pools/n/p/decisions").statusCode()).isEqualTo(404);
    assertThat(get(operator, "/pools/n/p").statusCode()).isEqualTo(404);
  }

  @Test
  void a_pool_of_the_same_name_has_nothing_of_the_earlier_one_and_keeps_its_own() {
    var operator = operator(Map.of());
    storePool("p", ", replicas: 1");
    soon().until(() -> records(operator).contains("n/p"));

    pool("p").delete();
    soon().until(() -> pool("p").get() == null);
    storePool("p", ", replicas: 2");
    soon().until(() -> replicas("p") == 2 && counted(operator));

    assertThat(records(operator).lines())
        .isNotEmpty()
        .allSatisfy(record -> assertThat(record).contains("\"to\":2"));
    assertThat(counted(operator)).isTrue();
  }

  @Test
  void the_doorbell_of_a_subscription_goes_with_the_last_pool_that_names_it() {
    operator(Map.of());
    storePool("older", "");
    soon().until(() -> doorbells() == 1);
    storePool("younger", "");
    soon().until(() -> says("younger", "Ready", "False", "already works on"));

    pool("older").delete();
    soon().until(() -> says("younger", "Ready", "True", ""));
    assertThat(doorbells()).isEqualTo(1);

    pool("younger").delete();
    soon().until(() -> doorbells() == 0);
  }

  @Test
  void an_operator_that_stops_leaves_no_doorbell_of_a_pool_that_was_gone() {
    var operator = operator(Map.of());
    storePool("p", "");
    soon().until(() -> doorbells() == 1);
    pool("p").delete();
    soon().until(() -> get(operator, "/pools").body().contains("\"pools\":[]"));

    operators.remove(operator);
    operator.close();

    assertThat(doorbells()).isZero();
  }

  private static String records(OperatorProcess operator) {
    return get(operator, "/decisions/n/p").body();
  }

  private static boolean counted(OperatorProcess operator) {
    return get(operator, "/metrics")
        .body()
        .lines()
        .anyMatch(
            line ->
                line.startsWith("taskworkers_pool_decisions_total") && line.contains("pool=\"p\""));
  }
}
