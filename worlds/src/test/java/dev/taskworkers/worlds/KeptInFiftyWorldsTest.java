package dev.taskworkers.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fifty worlds at every build; {@code -Dworlds=500} plays more, {@code -Dworlds.from} others. */
@DisplayName("Every promise")
final class KeptInFiftyWorldsTest {
  static LongStream seeds() {
    var from = Long.getLong("worlds.from", 1);
    return LongStream.range(from, from + Integer.getInteger("worlds", 50));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("seeds")
  void is_kept_in_the_world_of_each_seed(long seed) {
    var told = Worlds.tell(seed);

    assertThat(told.isKept()).as(told.text()).isTrue();
  }
}
