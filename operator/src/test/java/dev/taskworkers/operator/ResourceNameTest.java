// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResourceNameTest {
  @Test
  void is_the_same_from_its_parts_and_from_its_full_name() {
    assertThat(ResourceName.parse("projects/acme/subscriptions/thumbs"))
        .isEqualTo(ResourceName.subscription("acme", "thumbs"));
    assertThat(ResourceName.parse("projects/acme/topics/dead"))
        .isEqualTo(ResourceName.topic("acme", "dead"))
        .hasToString("projects/acme/topics/dead");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "thumbs", "projects/acme/topics", "projects/acme/topics/a/b", "a/b/c/d"})
  void is_refused_unless_it_is_full(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResourceName.parse(name))
        .withMessage("expected projects/PROJECT/KIND/ID, but found " + name);
  }
}
