// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

@DisplayName("What the tests on Kubernetes need and this machine lacks")
class RequirementsTest {
  private static final String SENTENCE = "Install the package busybox-static.";

  @Test
  void skips_them() {
    assertThatThrownBy(() -> Requirements.missing(Map.of(), SENTENCE))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining(SENTENCE);
  }

  @Test
  void fails_them_on_a_cluster_that_was_given_for_them() {
    var given = Map.of(GivenCluster.LOAD, "kind load image-archive");

    assertThatThrownBy(() -> Requirements.missing(given, SENTENCE))
        .isInstanceOf(AssertionError.class)
        .hasMessage("The tests can't use the given cluster. " + SENTENCE);
  }
}
