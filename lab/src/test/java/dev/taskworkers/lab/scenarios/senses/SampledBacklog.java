package dev.taskworkers.lab.scenarios.senses;

import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.lab.scenarios.world.World;
import dev.taskworkers.lab.simulation.Span;
import dev.taskworkers.operator.backlog.BacklogSource;
import dev.taskworkers.operator.backlog.KnownBacklog;
import dev.taskworkers.operator.scaling.signals.Backlog;
import dev.taskworkers.operator.scaling.signals.Backlog.Sample;
import dev.taskworkers.operator.scaling.signals.Backlog.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

/** Cloud Monitoring: a sample every minute, shown minutes later. */
public final class SampledBacklog implements BacklogSource {
  private static final int STEP_SECONDS = 60;
  private static final Span DELAY = new Span(120, 240);

  /** As the operator's own source asks for samples, and calls them too old. */
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private static final Duration FRESH = Duration.ofMinutes(6);

  private record Taken(Sample sample, Instant shownAt) {}

  private final Deque<Taken> samples = new ArrayDeque<>();
  private final World world;
  private final Random random;

  public SampledBacklog(World world, long seed) {
    this.world = world;
    this.random = new Random(seed);
  }

  /** Called once in each second. */
  public void tick(int second) {
    if (second % STEP_SECONDS == 0) {
      var at = WorldClock.at(second);
      var age = WorldClock.duration(world.oldestAge());
      var sample = new Sample(at, world.undelivered(), age);
      samples.addLast(new Taken(sample, at.plus(WorldClock.duration(DELAY.draw(random)))));
      samples.removeIf(taken -> taken.sample().at().isBefore(at.minus(WINDOW)));
    }
  }

  @Override
  public KnownBacklog latest(SubscriptionName subscription, Instant now) {
    var shown =
        samples.stream()
            .filter(taken -> !taken.shownAt().isAfter(now))
            .map(Taken::sample)
            .filter(sample -> !sample.at().isBefore(now.minus(WINDOW)))
            .toList();
    if (shown.isEmpty()) {
      return KnownBacklog.of(Backlog.missing(), "");
    }
    var newest = shown.get(shown.size() - 1).at();
    var state = newest.plus(FRESH).isBefore(now) ? State.STALE : State.FRESH;
    return KnownBacklog.of(new Backlog(state, shown), "");
  }
}
