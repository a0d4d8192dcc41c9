package dev.taskworkers.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.fixtures.FakeSubscription;
import dev.taskworkers.worker.fixtures.Footprint;
import dev.taskworkers.worker.fixtures.RulesBuilder;
import dev.taskworkers.worker.fixtures.UnreliableRunner;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import dev.taskworkers.worker.pull.SubscriptionException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The days are tried at every build; {@code -Ddays=100} tries more. */
@DisplayName("A day of traffic with every fault at random")
class DayOfTrafficTest {
  private static final int SLOTS = 8;
  private static final int DAY = 86_400;

  private record Day(int seed, Rules.Pull pull) {
    @Override
    public String toString() {
      return pull + ", seed " + seed;
    }
  }

  private final VirtualTimer timer = new VirtualTimer();
  private final FakeSubscription subscription = new FakeSubscription(timer);
  private final Set<String> buried = new HashSet<>();
  private boolean lettersFail;
  private Optional<String> handlerProblem = Optional.empty();

  static Stream<Day> days() {
    return IntStream.range(0, Integer.getInteger("days", 6))
        .mapToObj(seed -> new Day(seed, Rules.Pull.values()[seed % 2]));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("days")
  @DisplayName("loses no task, runs each key one at a time and leaves nothing in memory")
  void keepsItsPromises(Day day) {
    var random = new Random(day.seed);
    var runner = new UnreliableRunner(timer, new Random(day.seed));
    var loop = loop(day, runner, random);
    loop.start();
    timer.advance(Duration.ofSeconds(10));
    var atRest = Footprint.of(loop);
    var published = publishAllDay(random, loop);
    allIsWell();
    timer.advance(Duration.ofHours(3));

    assertThat(subscription.empty()).as("nothing waits or is leased").isTrue();
    assertThat(subscription.acknowledged()).hasSize(published);
    var done = new HashSet<>(runner.done());
    done.addAll(buried);
    assertThat(done.containsAll(subscription.acknowledged())).as("only what is done").isTrue();
    assertThat(runner.most()).isLessThanOrEqualTo(SLOTS);
    assertThat(runner.mostOfOneKey()).isEqualTo(1);
    assertThat(loop.report().status().counters().unsettled()).isZero();
    assertThat(Footprint.of(loop)).as("objects in memory").isLessThan(atRest + 50);
  }

  private int publishAllDay(Random random, TaskLoop loop) {
    var published = 0;
    for (int second = 0; second < DAY; second++) {
      if (random.nextInt(4) == 0) {
        var key = random.nextInt(3) == 0 ? "key-" + random.nextInt(20) : "";
        subscription.publish("task-" + published++, key);
      }
      if (random.nextInt(120) == 0) {
        happen(random, loop);
      }
      timer.advance(Duration.ofSeconds(1));
    }
    return published;
  }

  private void happen(Random random, TaskLoop loop) {
    var lasts = Duration.ofSeconds(1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 30));
    switch (random.nextInt(10)) {
      case 0 -> subscription.failWith("Pub/Sub is away.", true);
      case 1 -> subscription.failWith("Somebody must act.", false);
      case 2 -> subscription.expireLeases();
      case 3 -> subscription.expireAnyLease();
      case 4 -> subscription.endStream();
      case 5 -> handlerProblem = Optional.of("Nothing listens.");
      case 6 -> lettersFail = true;
      case 7 -> loop.cordon();
      case 8 -> timer.stepWallClock(Duration.ofSeconds(random.nextInt(600) - 300));
      default -> loop.uncordon();
    }
    timer.after(lasts, this::allIsWell);
  }

  private void allIsWell() {
    subscription.heal();
    handlerProblem = Optional.empty();
    lettersFail = false;
  }

  private TaskLoop loop(Day day, UnreliableRunner runner, Random random) {
    var rules = new RulesBuilder();
    rules.pull = day.pull;
    rules.maxAttempts = 5;
    return new TaskLoop(
        rules.build(SLOTS),
        new Ports(
            subscription,
            letter -> {
              if (lettersFail) {
                return CompletableFuture.failedFuture(
                    new SubscriptionException("Publishing failed.", true, null));
              }
              buried.add(letter.attributes().get("taskworkers-message-id"));
              return CompletableFuture.completedFuture(null);
            },
            InFlight.NONE,
            runner,
            () -> CompletableFuture.completedFuture(handlerProblem),
            timer,
            timer,
            random::nextDouble));
  }
}
