// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.execution.TaskRunner;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.fixtures.ManualRunner;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

@Label("Whatever happens to the tasks of ordering keys")
class KeyOrderTest {
  /** Something that happens to a worker. */
  record Happening(String what, Consumer<Keyed> effect) {
    @Override
    public String toString() {
      return what;
    }
  }

  /** A worker whose runs of each key are watched; its tasks are named after key and number. */
  private static final class Keyed implements TaskRunner {
    private final World world;
    private final Map<String, Integer> published = new HashMap<>();
    private final Map<String, Integer> runs = new HashMap<>();
    private final Set<String> over = new HashSet<>();
    private final List<String> faults = new ArrayList<>();
    private ManualRunner tasks;

    Keyed(int slots, boolean counted, boolean ordered, PullMode pull) {
      world =
          new World(
              slots,
              rules -> {
                rules.pull = pull;
                rules.deadLetters = !counted;
              },
              InFlight.NONE,
              (timer, manual) -> {
                tasks = manual;
                return this;
              });
      if (counted) {
        world.subscription.countDeliveries();
      }
      // Where Pub/Sub counts, the worker relies on what it does with message ordering.
      if (ordered || counted) {
        world.subscription.keepOrder();
      }
    }

    void publish(String key) {
      var number = published.merge(key, 1, Integer::sum);
      world.subscription.publish(key + number, key);
    }

    @Override
    public CompletableFuture<Outcome> run(Task task, TaskContext context) {
      var key = task.orderingKey();
      if (runs.merge(key, 1, Integer::sum) > 1) {
        faults.add("Two runs of " + key + " overlap, the later one of " + task.id() + ".");
      }
      world.deadLetters.forEach(
          letter -> over.add(letter.attributes().get("taskworkers-message-id")));
      for (int number = 1; !task.id().equals(key + number); number++) {
        if (!over.contains(key + number)) {
          faults.add(task.id() + " runs before " + key + number + " is done.");
        }
      }
      return tasks
          .run(task, context)
          .whenComplete(
              (outcome, problem) -> {
                runs.merge(key, -1, Integer::sum);
                if (outcome instanceof Outcome.Ack) {
                  over.add(task.id());
                }
              });
    }
  }

  @Property(seed = "1")
  @Label(
      "no task overtakes another one of its key, no two of a key overlap, and none waits for ever")
  void keep_their_order(
      @ForAll PullMode pull,
      @ForAll boolean counted,
      @ForAll boolean ordered,
      @ForAll @IntRange(min = 1, max = 4) int slots,
      @ForAll @Size(max = 60) List<@From("happenings") Happening> happenings) {
    var keyed = new Keyed(slots, counted, ordered, pull);
    for (var happening : happenings) {
      happening.effect.accept(keyed);
      keyed.world.seconds(0.02);
      assertThat(keyed.faults).isEmpty();
    }
    allIsWell(keyed.world);
    for (int second = 0; second < 1300; second++) {
      keyed.tasks.running().forEach(id -> keyed.tasks.endAny(0, Outcome.ack()));
      keyed.world.seconds(1);
    }
    assertThat(keyed.faults).isEmpty();
    assertThat(keyed.world.subscription.empty()).as("nothing waits or is leased").isTrue();
    assertThat(keyed.world.loop.report().status().activeKeys()).isZero();
  }

  @Property(seed = "1")
  @Label("none waits in hand behind a run that can't end")
  void wait_behind_no_run_that_cant_end(
      @ForAll boolean counted,
      @ForAll boolean ordered,
      @ForAll @Size(max = 40) List<@From("happenings") Happening> happenings) {
    var keyed = new Keyed(4, counted, ordered, PullMode.UNARY);
    for (var happening : happenings) {
      happening.effect.accept(keyed);
      keyed.world.seconds(0.02);
    }
    allIsWell(keyed.world);
    keyed.tasks.obeyCancellation(false);
    keyed.world.seconds(1300);
    assertThat(keyed.faults).isEmpty();
    assertThat(keyed.world.loop.report().status().blocked()).isZero();
  }

  private static void allIsWell(World world) {
    world.subscription.heal();
    world.subscription.answersTake(Duration.ZERO);
    world.subscription.callsTakeNoTime();
    world.failDeadLetters(false);
    world.handlerProblem("");
  }

  @Provide
  Arbitrary<Happening> happenings() {
    var index = Arbitraries.integers().between(0, 3);
    return Arbitraries.frequencyOf(
        Tuple.of(
            8,
            Arbitraries.of("a", "b")
                .map(key -> new Happening("publish " + key, keyed -> keyed.publish(key)))),
        Tuple.of(
            3,
            Arbitraries.of("a", "b")
                .map(
                    key ->
                        new Happening(
                            "publish two of " + key + " at one instant",
                            keyed -> {
                              keyed.publish(key);
                              keyed.publish(key);
                            }))),
        Tuple.of(4, index.map(KeyOrderTest::success)),
        Tuple.of(4, index.map(KeyOrderTest::failure)),
        Tuple.of(2, index.map(KeyOrderTest::noAnswer)),
        Tuple.of(
            2,
            Arbitraries.of(0, 0, 30, 300, 700)
                .map(
                    millis ->
                        new Happening(
                            "answers take " + millis + " ms",
                            keyed ->
                                keyed.world.subscription.answersTake(Duration.ofMillis(millis))))),
        Tuple.of(
            2,
            Arbitraries.of(1, 1500, 5000)
                .map(
                    millis ->
                        new Happening(
                            "calls take " + millis + " ms",
                            keyed ->
                                keyed.world.subscription.callsTake(Duration.ofMillis(millis))))),
        Tuple.of(
            6,
            Arbitraries.of(1, 3, 5, 11, 31, 70, 620)
                .map(
                    time ->
                        new Happening(
                            time + " s pass",
                            keyed -> keyed.world.timer.advance(Duration.ofSeconds(time))))),
        Tuple.of(
            7,
            Arbitraries.of(
                happening("leases expire", world -> world.subscription.expireLeases()),
                happening("a lease expires", world -> world.subscription.expireAnyLease()),
                happening("outage", world -> world.subscription.failWith("Away.", true)),
                happening("a stream ends", world -> world.subscription.endStream()),
                happening("the handler is away", world -> world.handlerProblem("Away.")),
                happening("no dead letters", world -> world.failDeadLetters(true)),
                happening("disobedience", world -> world.tasks.obeyCancellation(false)),
                happening("obedience", world -> world.tasks.obeyCancellation(true)),
                happening("all is well", KeyOrderTest::allIsWell))));
  }

  private static Happening happening(String what, Consumer<World> effect) {
    return new Happening(what, keyed -> effect.accept(keyed.world));
  }

  private static Happening success(int index) {
    return new Happening("done " + index, keyed -> keyed.tasks.endAny(index, Outcome.ack()));
  }

  private static Happening failure(int index) {
    return new Happening(
        "failed " + index,
        keyed -> keyed.tasks.endAny(index, Outcome.retry(Failure.of("x", "It broke."))));
  }

  private static Happening noAnswer(int index) {
    return new Happening(
        "no answer " + index,
        keyed -> keyed.tasks.failAny(index, NoAnswerException.unseen("Refused.", null)));
  }
}
