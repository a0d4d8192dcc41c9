// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.TaskWorker;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Every build tries two days; {@code ./taskworkers test} tries a hundred. */
@DisplayName("A day of traffic with every fault at random")
class DayOfTrafficTest {
  private static final int SLOTS = 8;
  private static final int DAY = 86_400;

  /**
   * Objects that a worker may hold more than a fresh one: what it knows of attempts, and eight ways
   * in which runs failed.
   */
  private static final int MEMORIES = 120;

  private static final Logger LOG =
      (Logger) LoggerFactory.getLogger(TaskWorker.class.getPackageName());

  /** One process of the worker. */
  private record Pod(MortalLoop thread, TaskLoop loop, UnreliableRunner tasks) {}

  /** A day has thousands of failures, and to write each down takes longer than to deal with it. */
  @BeforeAll
  static void keepQuiet() {
    LOG.setLevel(Level.ERROR);
  }

  @AfterAll
  static void speakAgain() {
    LOG.setLevel(null);
  }

  @Test
  @DisplayName("loses no task, runs those of a key one at a time and leaves nothing in memory")
  void keeps_its_promises() {
    IntStream.range(0, Integer.getInteger("days", 2))
        .parallel()
        .mapToObj(Day::new)
        .forEach(Day::keepsItsPromises);
  }

  /** A day of its own, which shares nothing with others. */
  private static final class Day {
    private final int seed;
    private final PullMode pull;
    private final Random random;
    private final VirtualTimer timer = new VirtualTimer();
    private final FakeSubscription subscription = new FakeSubscription(timer);
    private final List<Pod> pods = new ArrayList<>();
    private final Set<String> forwarded = new HashSet<>();
    private boolean lettersFail;
    private Optional<String> handlerProblem = Optional.empty();

    Day(int seed) {
      this.seed = seed;
      pull = PullMode.values()[seed % 2];
      random = new Random(seed);
    }

    @Override
    public String toString() {
      return "Pull " + pull + ", seed " + seed + ": ";
    }

    void keepsItsPromises() {
      var atRest = Footprint.of(startPod().loop);
      var published = passDay();
      allIsWell();
      timer.advance(Duration.ofHours(3));

      assertThat(subscription.empty()).as(this + "nothing waits or is leased").isTrue();
      assertThat(subscription.acknowledged()).as(this + "all is done").hasSize(published);
      var done = new HashSet<>(forwarded);
      pods.forEach(pod -> done.addAll(pod.tasks.done()));
      assertThat(done.containsAll(subscription.acknowledged()))
          .as(this + "only what is done")
          .isTrue();
      assertThat(pods).as(this + "keeps to its slots").allMatch(pod -> pod.tasks.most() <= SLOTS);
      assertThat(pods)
          .as(this + "runs a key's tasks in turn")
          .allMatch(pod -> pod.tasks.mostOfOneKey() <= 1);
      assertThat(latest().loop.report().status().counters().of(TaskEvent.UNSETTLED))
          .as(this + "settles all")
          .isZero();
      assertThat(Footprint.of(latest().loop))
          .as(this + "leaves nothing in memory")
          .isLessThan(atRest + MEMORIES);
    }

    private int passDay() {
      var published = 0;
      for (int second = 0; second < DAY; second++) {
        if (random.nextInt(4) == 0) {
          var key = random.nextInt(3) == 0 ? "key-" + random.nextInt(20) : "";
          subscription.publish("task-" + published++, key);
        }
        if (random.nextInt(120) == 0) {
          happen();
        }
        timer.advance(Duration.ofSeconds(1));
      }
      return published;
    }

    private void happen() {
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
          startPod();
        }
        default -> {
          latest().thread.kill();
          startPod();
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

    private Pod startPod() {
      var rules = new RulesBuilder();
      rules.pull = pull;
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
}
