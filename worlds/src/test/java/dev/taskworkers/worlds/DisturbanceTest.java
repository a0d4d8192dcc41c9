// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worlds.spec.Disturbance;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A disturbance")
class DisturbanceTest {
  static Stream<Class<?>> kinds() {
    return Arrays.stream(Disturbance.class.getPermittedSubclasses());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void has_words_either_always_the_same_or_its_own(Class<?> kind) {
    var isOwn =
        Arrays.stream(kind.getDeclaredMethods())
            .anyMatch(method -> method.getName().equals("words"));

    assertThat(kind.isAnnotationPresent(Disturbance.Words.class)).isNotEqualTo(isOwn);
  }
}
