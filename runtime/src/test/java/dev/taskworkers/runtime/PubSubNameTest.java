// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A name of Pub/Sub")
class PubSubNameTest {
  @Test
  void is_made_from_a_short_id_and_the_project() {
    assertThat(PubSubName.subscription("thumbnails", "acme", "x"))
        .isEqualTo("projects/acme/subscriptions/thumbnails");
  }

  @Test
  void stays_as_it_is_when_full() {
    assertThat(PubSubName.topic("projects/other/topics/dead", "acme", "x"))
        .isEqualTo("projects/other/topics/dead");
  }

  @ParameterizedTest(name = "''{0}'' is none")
  @ValueSource(strings = {"", "a", "9lives", "projects/p/subscriptions/abc", "a b c", "x/y"})
  void refuses_what_is_none(String name) {
    assertThatThrownBy(() -> PubSubName.topic(name, "acme", "--topic"))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--topic: expected a short id");
  }

  @Test
  void says_that_the_project_is_missing() {
    assertThatThrownBy(() -> PubSubName.topic("tasks", "", "--topic"))
        .hasMessageContaining("Set GCP_PROJECT_ID");
  }
}
