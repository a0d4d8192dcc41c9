package dev.taskworkers.simulation.scenarios.senses;

import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Backlog.State;
import dev.taskworkers.operator.signals.backlog.BacklogSource;
import dev.taskworkers.operator.signals.backlog.BacklogWatch;
import dev.taskworkers.operator.signals.backlog.KnownBacklog;
import dev.taskworkers.simulation.Range;
import dev.taskworkers.simulation.scenarios.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Cloud Monitoring: a sample every minute, shown minutes later. */
public final class SampledBacklog implements BacklogSource {
  private static final int STEP_SECONDS = 60;
  private static final Range DELAY = new Range(60, 240);

  /** As the operator's own source asks for samples, and calls them too old. */
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private static final Duration FRESH = Duration.ofMinutes(6);

  /** The operator asks for ages more rarely than for counts. */
  private static final int AGES_EVERY_SECONDS = 300;

  private record Taken(Sample sample, Instant shownAt, boolean aged) {
    /** As it is read. */
    Sample read() {
      return aged ? sample : new Sample(sample.at(), sample.undelivered(), Duration.ZERO);
    }

    Taken withAge(Instant now) {
      return new Taken(sample, shownAt, aged || !shownAt.isAfter(now));
    }
  }

  private final List<Taken> samples = new ArrayList<>();
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
      samples.add(new Taken(sample, at.plus(WorldClock.duration(DELAY.draw(random))), false));
      samples.removeIf(taken -> taken.sample().at().isBefore(at.minus(WINDOW)));
    }
    if (second % AGES_EVERY_SECONDS == 0) {
      samples.replaceAll(taken -> taken.withAge(WorldClock.at(second)));
    }
  }

  @Override
  public BacklogWatch watch(SubscriptionName subscription) {
    return this::latest;
  }

  private KnownBacklog latest(Instant now) {
    var shown =
        samples.stream()
            .filter(taken -> !taken.shownAt().isAfter(now))
            .map(Taken::read)
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
