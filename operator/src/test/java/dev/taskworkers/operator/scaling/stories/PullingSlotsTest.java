// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Policy;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

@Label("While some slot always waits for the answer to a pull")
class PullingSlotsTest {
  private static final int TICK = 5;

  /** What a pool is estimated by is up to two seconds old, and a wait is known by its mean. */
  private static final double COUNTED_SECONDS = 4;

  @Property(seed = "1")
  @Label("as many tasks are estimated to wait as do, where each is counted")
  void is_estimated_by_counts(
      @ForAll @DoubleRange(min = 0, max = 5) double calm,
      @ForAll @DoubleRange(min = 1, max = 60) double burst,
      @ForAll @IntRange(min = 10, max = 200) int length,
      @ForAll @IntRange(min = 2, max = 40) int pods,
      @ForAll boolean sampled) {
    var story =
        Story.of("a burst", 600, s -> s >= 200 && s < 200 + length ? burst : calm)
            .seeing(s -> true, s -> true, s -> sampled)
            .withSlotsThatPull();
    var policy = Policy.of(pods, Duration.ofSeconds(30), SmallWorld.SLOTS, true);
    var world = new SmallWorld(story);
    var memory = ScalingState.startingAt(SmallWorld.START.minusSeconds(600));
    for (var second = 0; second < story.seconds; second++) {
      world.advance(second);
      if (second % TICK == 0) {
        var decision =
            new Autoscaler().decide(policy, world.seen(second), memory, SmallWorld.at(second));
        memory = decision.memory();
        world.scaleTo(decision.replicas(), second);
        var tolerated = COUNTED_SECONDS * (calm + burst) + 0.1 * world.waiting() + SmallWorld.SLOTS;
        assertThat(decision.estimate().waiting())
            .as("waiting after %s s", second)
            .isBetween(world.waiting() - tolerated, world.waiting() + tolerated);
      }
    }
  }
}
