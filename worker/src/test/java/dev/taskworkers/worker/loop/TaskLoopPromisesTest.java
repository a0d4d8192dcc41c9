// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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

@Label("Whatever happens in whatever order")
class TaskLoopPromisesTest {
  /** Something that happens to a worker. */
  record Happening(String what, Consumer<World> effect) {
    @Override
    public String toString() {
      return what;
    }
  }

  @Property(seed = "1")
  @Label("nothing is lost, nothing is acknowledged that is not done, and slots bound the work")
  void keeps_its_promises(
      @ForAll PullMode pull,
      @ForAll boolean deduplicated,
      @ForAll @IntRange(min = 1, max = 4) int slots,
      @ForAll @Size(max = 60) List<@From("happenings") Happening> happenings) {
    var world =
        new World(
            slots,
            rules -> {
              rules.pull = pull;
              rules.duplicates =
                  deduplicated
                      ? new DuplicateRule("twin", Duration.ofMinutes(5))
                      : DuplicateRule.NONE;
            });
    for (var happening : happenings) {
      happening.effect.accept(world);
      world.seconds(0.05);
      acknowledgesOnlyWhatIsDone(world, deduplicated);
    }
    allIsWell(world);
    world.loop.drain("the test is over");
    world.seconds(180);

    assertThat(world.drained()).isTrue();
    assertThat(world.tasks.most()).isLessThanOrEqualTo(slots);
    assertThat(world.subscription.leased()).isEmpty();
    acknowledgesOnlyWhatIsDone(world, deduplicated);
    accountsForEveryDelivery(world);
  }

  @Property(seed = "1")
  @Label("every task is done once all is well again")
  void goes_on(
      @ForAll PullMode pull,
      @ForAll boolean counted,
      @ForAll @IntRange(min = 1, max = 4) int slots,
      @ForAll @Size(max = 60) List<@From("passingHappenings") Happening> happenings) {
    var world = new World(slots, World.pulling(pull));
    if (counted) {
      world.subscription.countDeliveries();
    }
    for (var happening : happenings) {
      happening.effect.accept(world);
      world.seconds(0.05);
    }
    allIsWell(world);
    for (int seconds = 0; seconds < 700; seconds++) {
      world.tasks.running().forEach(id -> world.tasks.endAny(0, Outcome.ack()));
      world.seconds(1);
    }
    assertThat(world.subscription.empty()).isTrue();
    assertThat(world.loop.report().status().busy()).isZero();
    assertThat(world.loop.report().status().activeKeys()).isZero();
    acknowledgesOnlyWhatIsDone(world, false);
    accountsForEveryDelivery(world);
  }

  private static void allIsWell(World world) {
    world.subscription.heal();
    world.failDeadLetters(false);
    world.handlerProblem("");
  }

  private static void accountsForEveryDelivery(World world) {
    var counters = world.counters();
    assertThat(
            counters.of(TaskEvent.ACKED)
                + counters.of(TaskEvent.DROPPED)
                + counters.of(TaskEvent.DEAD_LETTERED)
                + counters.of(TaskEvent.RETRIED)
                + counters.of(TaskEvent.RETURNED)
                + counters.of(TaskEvent.SUPPRESSED)
                + counters.of(TaskEvent.LEASE_LOST))
        .as("what became of each delivery, and again of each that was kept after a failure")
        .isEqualTo(counters.of(TaskEvent.RECEIVED) + counters.of(TaskEvent.KEPT));
  }

  private static void acknowledgesOnlyWhatIsDone(World world, boolean deduplicated) {
    var done = new HashSet<>(world.tasks.succeeded());
    world.deadLetters.forEach(
        letter -> done.add(letter.attributes().get("taskworkers-message-id")));
    assertThat(deduplicated ? twins(done) : done)
        .containsAll(
            deduplicated
                ? twins(world.subscription.acknowledged())
                : world.subscription.acknowledged());
  }

  /** Tasks whose numbers have the same rest are the same task, published twice. */
  private static String twin(String id) {
    return String.valueOf(Integer.parseInt(id.substring(1)) % 20);
  }

  private static Set<String> twins(Set<String> ids) {
    return ids.stream().map(TaskLoopPromisesTest::twin).collect(Collectors.toSet());
  }

  @Provide
  Arbitrary<Happening> happenings() {
    return Arbitraries.frequencyOf(
        Tuple.of(27, passingHappenings()),
        Tuple.of(
            1,
            Arbitraries.just(new Happening("disobedience", w -> w.tasks.obeyCancellation(false)))),
        Tuple.of(
            1,
            Arbitraries.of(
                new Happening("drain", w -> w.loop.drain("it happens")),
                new Happening("leave now", w -> w.loop.leaveNow("it happens")))));
  }

  @Provide
  Arbitrary<Happening> passingHappenings() {
    var index = Arbitraries.integers().between(0, 10);
    return Arbitraries.frequencyOf(
        Tuple.of(6, Arbitraries.integers().between(0, 999).map(TaskLoopPromisesTest::publication)),
        Tuple.of(
            4, index.map(i -> new Happening("done " + i, w -> w.tasks.endAny(i, Outcome.ack())))),
        Tuple.of(3, index.map(TaskLoopPromisesTest::failure)),
        Tuple.of(2, index.map(TaskLoopPromisesTest::rejection)),
        Tuple.of(
            1,
            index.map(i -> new Happening("null " + i, w -> w.tasks.endAny(i, Outcome.drop(null))))),
        Tuple.of(
            1,
            index.map(
                i ->
                    new Happening(
                        "rejected for null " + i,
                        w -> w.tasks.endAny(i, Outcome.deadLetter(null))))),
        Tuple.of(1, index.map(i -> new Happening("no outcome " + i, w -> w.tasks.endAny(i, null)))),
        Tuple.of(2, index.map(i -> noAnswer(i, NoAnswerException.unseen("Refused.", null)))),
        Tuple.of(2, index.map(i -> noAnswer(i, NoAnswerException.brokenOff("Broken.", null)))),
        Tuple.of(
            1,
            index.map(i -> new Happening("drop " + i, w -> w.tasks.endAny(i, Outcome.drop("no"))))),
        Tuple.of(
            1,
            index.map(
                i ->
                    new Happening(
                        "later " + i,
                        w -> w.tasks.endAny(i, Outcome.retry(Duration.ofSeconds(i)))))),
        Tuple.of(
            4,
            Arbitraries.integers()
                .between(1, 700)
                .map(
                    s ->
                        new Happening(s + " s pass", w -> w.timer.advance(Duration.ofSeconds(s))))),
        Tuple.of(
            1,
            Arbitraries.integers()
                .between(-120, 600)
                .map(
                    s ->
                        new Happening(
                            "the wall clock is corrected by " + s + " s",
                            w -> w.timer.stepWallClock(Duration.ofSeconds(s))))),
        Tuple.of(
            5,
            Arbitraries.of(
                new Happening("leases expire", w -> w.subscription.expireLeases()),
                new Happening("a lease expires", w -> w.subscription.expireAnyLease()),
                new Happening("a handler throws at once", w -> w.tasks.throwNext()),
                new Happening("the dead letters throw", w -> w.throwDeadLetters()),
                new Happening("outage", w -> w.subscription.failWith("Away.", true)),
                new Happening("refusal", w -> w.subscription.failWith("No.", false)),
                new Happening("a stream ends", w -> w.subscription.endStream()),
                new Happening("healed", w -> w.subscription.heal()),
                new Happening("the handler is away", w -> w.handlerProblem("Away.")),
                new Happening("the handler is back", w -> w.handlerProblem("")),
                new Happening("no dead letters", w -> w.failDeadLetters(true)))));
  }

  private static Happening publication(int number) {
    return new Happening(
        "publish " + number,
        world -> {
          var id = "t" + number;
          world.subscription.publish(
              id, number % 3 == 0 ? "key" + number % 2 : "", Map.of("twin", twin(id)));
          world.seconds(0.01);
        });
  }

  private static Happening failure(int index) {
    return new Happening(
        "failed " + index,
        world -> world.tasks.endAny(index, Outcome.retry(Failure.of("x", "It broke."))));
  }

  private static Happening noAnswer(int index, NoAnswerException problem) {
    return new Happening(
        problem.getMessage() + " " + index, world -> world.tasks.failAny(index, problem));
  }

  private static Happening rejection(int index) {
    return new Happening(
        "rejected " + index, world -> world.tasks.endAny(index, Outcome.deadLetter("Bad.")));
  }
}
