// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.fixtures.FakeSubscription;
import dev.taskworkers.worker.fixtures.Footprint;
import dev.taskworkers.worker.fixtures.MortalLoop;
import dev.taskworkers.worker.fixtures.RulesBuilder;
import dev.taskworkers.worker.fixtures.UnreliableRunner;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import dev.taskworkers.worker.pull.SubscriptionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every build tries a few days; {@code ./taskworkers test --full} tries a hundred. */
@DisplayName("A day of traffic with every fault at random")
class DayOfTrafficTest {
  private static final int SLOTS = 8;
  private static final int DAY = 86_400;

  /**
   * Objects that a worker may hold more than a fresh one: what it knows of attempts, and eight ways
   * in which runs failed.
   */
  private static final int MEMORIES = 120;

  private record Day(int seed, PullMode pull) {
    @Override
    public String toString() {
      return pull + ", seed " + seed;
    }
  }

  /** One process of the worker. */
  private record Pod(MortalLoop thread, TaskLoop loop, UnreliableRunner tasks) {}

  private final VirtualTimer timer = new VirtualTimer();
  private final FakeSubscription subscription = new FakeSubscription(timer);
  private final List<Pod> pods = new ArrayList<>();
  private final Set<String> forwarded = new HashSet<>();
  private boolean lettersFail;
  private Optional<String> handlerProblem = Optional.empty();

  static Stream<Day> days() {
    return IntStream.range(0, Integer.getInteger("days", 4))
        .mapToObj(seed -> new Day(seed, PullMode.values()[seed % 2]));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("days")
  @DisplayName("loses no task, runs those of a key one at a time and leaves nothing in memory")
  void keeps_its_promises(Day day) {
    var random = new Random(day.seed);
    var atRest = Footprint.of(startPod(day, random).loop);
    var published = passDay(day, random);
    allIsWell();
    timer.advance(Duration.ofHours(3));

    assertThat(subscription.empty()).as("nothing waits or is leased").isTrue();
    assertThat(subscription.acknowledged()).hasSize(published);
    var done = new HashSet<>(forwarded);
    pods.forEach(pod -> done.addAll(pod.tasks.done()));
    assertThat(done.containsAll(subscription.acknowledged())).as("only what is done").isTrue();
    assertThat(pods).allMatch(pod -> pod.tasks.most() <= SLOTS, "keeps to its slots");
    assertThat(pods).allMatch(pod -> pod.tasks.mostOfOneKey() <= 1, "runs a key's tasks in turn");
    assertThat(latest().loop.report().status().counters().of(TaskEvent.UNSETTLED)).isZero();
    assertThat(Footprint.of(latest().loop)).isLessThan(atRest + MEMORIES);
  }

  private int passDay(Day day, Random random) {
    var published = 0;
    for (int second = 0; second < DAY; second++) {
      if (random.nextInt(4) == 0) {
        var key = random.nextInt(3) == 0 ? "key-" + random.nextInt(20) : "";
        subscription.publish("task-" + published++, key);
      }
      if (random.nextInt(120) == 0) {
        happen(day, random);
      }
      timer.advance(Duration.ofSeconds(1));
    }
    return published;
  }

  private void happen(Day day, Random random) {
    var lasts = Duration.ofSeconds(1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 30));
    switch (random.nextInt(11)) {
      case 0 -> subscription.failWith("Pub/Sub is away.", true);
      case 1 -> subscription.failWith("Somebody must act.", false);
      case 2 -> subscription.expireLeases();
      case 3 -> subscription.expireAnyLease();
      case 4 -> subscription.endStream();
      case 5 -> handlerProblem = Optional.of("Nothing listens.");
      case 6 -> lettersFail = true;
      case 7 -> latest().loop.cordon();
      case 8 -> timer.stepWallClock(Duration.ofSeconds(random.nextInt(600) - 300));
      case 9 -> {
        latest().loop.drain("it is replaced");
        startPod(day, random);
      }
      default -> {
        latest().thread.kill();
        startPod(day, random);
      }
    }
    timer.after(lasts, this::allIsWell);
  }

  private void allIsWell() {
    subscription.heal();
    handlerProblem = Optional.empty();
    lettersFail = false;
  }

  private Pod latest() {
    return pods.get(pods.size() - 1);
  }

  private Pod startPod(Day day, Random random) {
    var rules = new RulesBuilder();
    rules.pull = day.pull;
    rules.maxAttempts = 5;
    var thread = new MortalLoop(timer);
    var tasks = new UnreliableRunner(timer, random);
    var ports =
        new LoopDependencies(
            subscription,
            this::forward,
            InFlight.NONE,
            tasks,
            () -> CompletableFuture.completedFuture(handlerProblem),
            thread,
            timer,
            random::nextDouble);
    var pod = new Pod(thread, new TaskLoop(rules.build(SLOTS), ports), tasks);
    pods.add(pod);
    pod.loop.start();
    pod.loop.drained().thenRun(thread::kill);
    timer.advance(Duration.ofSeconds(1));
    return pod;
  }

  private CompletableFuture<Void> forward(DeadLetter letter) {
    if (lettersFail) {
      return CompletableFuture.failedFuture(
          new SubscriptionException("Publishing failed.", true, null));
    }
    forwarded.add(letter.attributes().get("taskworkers-message-id"));
    return CompletableFuture.completedFuture(null);
  }
}
