// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Ten worlds at every build, and fifty where all tests run; {@code -Dworlds=500} plays more, and
 * {@code -Dworlds.from} others. Where there are many, each is played once more without one of its
 * items.
 */
@DisplayName("Every promise")
final class KeptInWorldsTest {
  private static final long FROM = Long.getLong("worlds.from", 1);
  private static final int WORLDS = Integer.getInteger("worlds", 10);

  static boolean areMany() {
    return WORLDS >= Report.MANY;
  }

  @Test
  @DisabledIf("areMany")
  void is_kept_in_the_world_of_each_seed() {
    var broken =
        LongStream.range(FROM, FROM + WORLDS)
            .parallel()
            .filter(seed -> !Verdict.of(Play.of(Generator.draw(seed).world())).isKept())
            .boxed()
            .toList();

    assertThat(broken)
        .as(
            () ->
                broken.stream()
                    .limit(3)
                    .map(seed -> Worlds.tell(seed).text())
                    .collect(Collectors.joining("\n")))
        .isEmpty();
  }

  @Test
  @EnabledIf("areMany")
  void is_kept_in_the_world_of_each_seed_and_all_that_is_drawn_has_mattered() {
    var report = Worlds.play(FROM, WORLDS, played -> {});

    assertThat(report.promises()).allMatch(promise -> promise.seeds().isEmpty());
    assertThat(report.neverMattered()).isEmpty();
  }
}
