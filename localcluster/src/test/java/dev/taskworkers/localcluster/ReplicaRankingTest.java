// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order in which Kubernetes removes pods. */
final class ReplicaRankingTest {
  /** node, phase, ready since, cost, restarts, created. */
  private static Pod pod(String name, String text) {
    var words = text.split(" +");
    var builder =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withCreationTimestamp(words[5])
            .endMetadata()
            .withNewSpec()
            .withNodeName(words[0].equals("-") ? null : words[0])
            .endSpec()
            .withNewStatus()
            .withPhase(words[1])
            .addNewCondition()
            .withType("Ready")
            .withStatus(words[2].equals("-") ? "False" : "True")
            .withLastTransitionTime(words[2])
            .endCondition()
            .addNewContainerStatus()
            .withRestartCount(Integer.parseInt(words[4]))
            .endContainerStatus()
            .endStatus();
    if (!words[3].equals("-")) {
      builder
          .editMetadata()
          .addToAnnotations("controller.kubernetes.io/pod-deletion-cost", words[3])
          .endMetadata();
    }
    return builder.build();
  }

  @DisplayName("of two pods the first goes first")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "without a node    | -  Pending t1 9    0 t1 | n Pending t1 -100 5 t2",
        "pending           | n  Pending t1 9    0 t1 | n Running -  -100 5 t2",
        "not ready         | n  Running -  9    0 t1 | n Running t1 -100 5 t2",
        "with a lower cost | n  Running t1 -100 0 t1 | n Running t2 -    5 t2",
        "below the default | n  Running t1 -    0 t1 | n Running t2 1    5 t2",
        "ready for less    | n  Running t2 -    0 t1 | n Running t1 -    5 t2",
        "restarted more    | n  Running t1 -    5 t1 | n Running t1 -    0 t2",
        "younger           | n  Running t1 -    0 t2 | n Running t1 -    0 t1",
        "cost is no number | n  Running t2 x    0 t1 | n Running t1 -    0 t1",
      })
  void order(String why, String first, String second) {
    var pods = List.of(pod("second", second), pod("first", first));

    assertThat(ReplicaRanking.firstToGo(pods, 1))
        .as(why)
        .extracting(pod -> pod.getMetadata().getName())
        .containsExactly("first");
  }

  @Test
  void without_a_surplus_none_goes() {
    assertThat(ReplicaRanking.firstToGo(List.of(pod("a", "n Running t1 - 0 t1")), -1)).isEmpty();
  }
}
