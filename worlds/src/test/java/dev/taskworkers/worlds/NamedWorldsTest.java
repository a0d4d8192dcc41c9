package dev.taskworkers.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A world with a name")
final class NamedWorldsTest {
  @ParameterizedTest
  @ValueSource(strings = {"backoff", "not-heard", "preempted", "only-pod-broken", "miscounted"})
  void breaks_no_promise(String name) {
    assertThat(Worlds.playNamed(name, 1))
        .allSatisfy(
            world -> {
              assertThat(world.broken()).isEmpty();
              assertThat(world.completed()).isPositive();
              assertThat(world.deadLetters()).isZero();
            });
  }
}
