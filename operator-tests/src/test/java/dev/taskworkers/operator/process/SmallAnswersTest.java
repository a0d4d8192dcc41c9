// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whoever makes objects large must not have the operator read many of them at once. */
final class SmallAnswersTest extends OperatorOnFastClock {
  @Test
  void a_list_begins_with_a_few_objects() {
    try (var gate = new Gate(cluster.url())) {
      gate.swallow("nothing");
      var operator = operator(Map.of(), gate.url());
      storePool("p", "");
      soon().until(() -> isReady("n", "p"));
      close(operator);

      for (var kind : List.of("/pods?", "/deployments?", "/taskworkerpools?")) {
        assertThat(gate.requests())
            .filteredOn(line -> line.contains(kind) && !line.contains("watch=true"))
            .isNotEmpty()
            .allMatch(line -> line.contains("limit=5"));
      }
    }
  }
}
