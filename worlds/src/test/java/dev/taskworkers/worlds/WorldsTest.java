package dev.taskworkers.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A world")
final class WorldsTest {
  @ParameterizedTest
  @ValueSource(longs = {5, 20})
  void has_the_same_history_each_time_that_it_is_played(long seed) {
    assertThat(Worlds.tell(seed)).isEqualTo(Worlds.tell(seed));
  }

  @Test
  void keeps_what_its_other_items_drew_when_one_is_taken_out() {
    var world = Generator.draw(8);
    var without = world.without(0).world();

    assertThat(world.items()).hasSizeGreaterThan(2);
    assertThat(without.seed()).isEqualTo(world.seed());
    assertThat(without.nodes()).isNotEqualTo(world.world().nodes());
    assertThat(without.disturbances()).isEqualTo(world.world().disturbances());
    assertThat(without.loads()).isEqualTo(world.world().loads());
  }

  @Test
  void is_told_with_what_was_drawn_and_what_was_decided() {
    assertThat(Worlds.tell(5).text())
        .contains("World 5", "Load: ", "Pool: ", "NOW ", "Up from 0 to 1: ", "tasks are done");
  }
}
