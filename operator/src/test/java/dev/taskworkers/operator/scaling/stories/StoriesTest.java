// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.stories;

import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.estimate.Estimate;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Behavior;
import dev.taskworkers.operator.scaling.input.Behavior.Direction;
import dev.taskworkers.operator.scaling.input.Behavior.Kind;
import dev.taskworkers.operator.scaling.input.Behavior.Rule;
import dev.taskworkers.operator.scaling.input.Behavior.Select;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Policy.Fallback;
import dev.taskworkers.testbed.CommittedFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole stories, told decision by decision in the files beside this test. Whoever changes how pools
 * are scaled sees in them what becomes different, and commits it.
 */
@DisplayName("The story of")
class StoriesTest {
  private static final Fallback DARK = new Fallback(8, Duration.ofMinutes(3));
  private static final Path FOLDER = Path.of("src/test/resources/stories");
  private static final int TICK = 5;

  static Stream<Story> stories() {
    var burst = Story.of("a burst that everything sees", 900, s -> s < 120 ? 1 : s < 240 ? 12 : 0);
    return Stream.of(
        burst,
        told("a burst without a doorbell", burst).seeing(s -> false, s -> true, s -> true),
        told("a burst for foreign images", burst).seeing(s -> true, s -> false, s -> true),
        told("a burst that only samples show", burst).seeing(s -> false, s -> false, s -> true),
        told("a burst in the dark", burst)
            .seeing(s -> s < 100, s -> s < 110, s -> false)
            .wanting(policy -> policy.withFallback(Optional.of(DARK))),
        Story.of("a rate that rises and falls", 1500, s -> 3 + 2.5 * Math.sin(s / 240.0)),
        Story.of("tasks from before the pool", 600, s -> 0).withBefore(400),
        Story.of("one task now and then", 900, s -> s % 200 == 30 ? 1 : 0),
        Story.of("long tasks", 1200, s -> s < 300 ? 0.5 : 0).taking(running -> 70),
        Story.of("most tasks fail", 600, s -> 4).failing(0.6),
        Story.of("some tasks fail", 600, s -> 4).failing(0.1),
        Story.of("a full cluster", 600, s -> 8).withRoomFor(5),
        Story.of("a saturated database", 1200, s -> 6 + s / 100.0)
            .taking(running -> running < 60 ? 5 : 5 * running / 60.0),
        told("a burst within limits of the user", burst)
            .wanting(policy -> policy.withBehavior(limits())));
  }

  private static Story told(String name, Story like) {
    return Story.of(name, like.seconds, like.perSecond);
  }

  private static Behavior limits() {
    return new Behavior(
        new Direction(
            Optional.of(Duration.ofSeconds(10)),
            Select.MIN,
            List.of(
                new Rule(Kind.PODS, 5, Duration.ofSeconds(30)),
                new Rule(Kind.PERCENT, 90, Duration.ofSeconds(30)))),
        new Direction(
            Optional.of(Duration.ofSeconds(60)),
            Select.MAX,
            List.of(
                new Rule(Kind.PODS, 2, Duration.ofSeconds(20)),
                new Rule(Kind.PERCENT, 20, Duration.ofSeconds(20)))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stories")
  void is_told(Story story) {
    var file = FOLDER.resolve(story.name.replace(' ', '-') + ".txt");
    CommittedFile.check(file, tell(story), getClass(), "stories.update");
  }

  private static String tell(Story story) {
    var policy =
        story.policy.apply(
            Policy.of(40, Duration.ofSeconds(30), SmallWorld.SLOTS, story.reports.test(0)));
    var world = new SmallWorld(story);
    var memory = ScalingState.startingAt(SmallWorld.START.minusSeconds(600));
    var lines = new StringBuilder();
    for (var second = 0; second < story.seconds; second++) {
      world.advance(second);
      if (second % TICK == 0) {
        var now = SmallWorld.at(second);
        var decision = new Autoscaler().decide(policy, world.seen(second), memory, now);
        memory = decision.memory();
        world.scaleTo(decision.replicas(), second);
        if (decision.changes() || second % 30 == 0) {
          lines.append(line(second, decision));
        }
      }
    }
    return lines.toString();
  }

  private static String line(int second, Decision decision) {
    return String.format(
        Locale.ROOT,
        "%4d s  %-20s %s%n        %s%n",
        second,
        decision.reason().word(),
        decision.message(),
        figures(decision, decision.estimate()));
  }

  private static String figures(Decision decision, Estimate known) {
    return String.format(
        Locale.ROOT,
        "wanted %d, waiting %.2f, in flight %.2f, %.3f/s %s, %.3f s %s, ready in %.0f s, waited"
            + " %.2f s%s, active %s, anchor %s, drift %s",
        decision.wanted(),
        known.waiting(),
        known.inFlight(),
        known.arrivalRate(),
        known.evidence().arrivals(),
        known.taskSeconds(),
        known.evidence().service(),
        known.timeToReadySeconds(),
        known.waitingSeconds(),
        known.saturated() ? ", saturated" : "",
        since(known.lastActivity()),
        since(known.anchor()),
        decision
            .memory()
            .drift()
            .map(d -> String.format(Locale.ROOT, "%.2f", d.tasks()))
            .orElse("-"));
  }

  private static String since(Optional<Instant> at) {
    return at.map(time -> Duration.between(SmallWorld.START, time).toSeconds() + " s").orElse("-");
  }
}
