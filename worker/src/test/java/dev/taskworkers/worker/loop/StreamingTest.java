// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.fixtures.FakeSubscription;
import dev.taskworkers.worker.fixtures.RulesBuilder;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A worker that streams")
class StreamingTest {
  private static World world(int slots) {
    return new World(slots, World.pulling(PullMode.STREAMING));
  }

  @Test
  void is_sent_no_more_than_it_has_slots() {
    var world = world(3);
    world.publish("a", "b", "c", "d");
    assertThat(world.subscription.limits()).containsExactly(3);
    assertThat(world.subscription.leased()).containsExactly("a", "b", "c");
    assertThat(world.tasks.running()).containsExactly("a", "b", "c");
  }

  @Test
  void is_sent_the_next_task_when_one_is_acknowledged() {
    var world = world(1);
    world.publish("a", "b");
    world.tasks.end("a", Outcome.ack());
    world.seconds(0.01);
    assertThat(world.tasks.running()).containsExactly("b");
    assertThat(world.subscription.limits()).containsExactly(1);
  }

  @Test
  void pulls_singly_for_a_minute_when_tasks_that_were_put_off_fill_its_stream() {
    var world = world(1);
    world.publish("a", "b");
    world.tasks.end("a", Outcome.retry(Failure.of("x", "It broke.")));
    world.seconds(1.1);
    assertThat(world.subscription.limits()).containsExactly(1);
    assertThat(world.tasks.running()).containsExactly("b");
    world.tasks.end("b", Outcome.ack());
    world.seconds(20);
    world.tasks.end("a", Outcome.ack());
    world.seconds(30);
    assertThat(world.subscription.limits()).containsExactly(1);
    world.seconds(40);
    assertThat(world.subscription.limits()).containsExactly(1, 1);
  }

  @Test
  void keeps_its_stream_while_only_a_few_of_many_are_filled() {
    var world = world(16);
    world.publish("a", "b");
    world.tasks.end("a", Outcome.retry(Failure.of("x", "It broke.")));
    world.seconds(5);
    assertThat(world.subscription.limits()).containsExactly(16);
    assertThat(world.subscription.streaming()).isTrue();
  }

  /** With many failures and much to do, as in a dependency's bad hour. */
  @ParameterizedTest(name = "opens few streams when {0} % of its tasks fail")
  @ValueSource(ints = {1, 10, 30})
  void opens_few_streams_when_tasks_fail(int percent) {
    var timer = new VirtualTimer();
    var subscription = new FakeSubscription(timer);
    var random = new Random(percent);
    var rules = new RulesBuilder();
    rules.pull = PullMode.STREAMING;
    rules.maxAttempts = 100;
    IntStream.range(0, 12_000).forEach(n -> subscription.publish("task-" + n));
    var loop =
        new TaskLoop(
            rules.build(32),
            new LoopDependencies(
                subscription,
                letter -> CompletableFuture.completedFuture(null),
                InFlight.NONE,
                (task, context) -> {
                  var outcome =
                      random.nextInt(100) < percent
                          ? Outcome.retry(Failure.of("x", "It broke."))
                          : Outcome.ack();
                  var result = new CompletableFuture<Outcome>();
                  timer.after(Duration.ofMillis(200), () -> result.complete(outcome));
                  return result;
                },
                () -> CompletableFuture.completedFuture(Optional.empty()),
                timer,
                timer,
                random::nextDouble));
    loop.start();
    timer.advance(Duration.ofSeconds(60));
    assertThat(subscription.limits().size()).isLessThanOrEqualTo(3);
    assertThat(loop.report().status().counters().of(TaskEvent.STARTED))
        .isGreaterThan(32 * 5 * 60 * 8 / 10);
  }

  @Test
  void pulls_singly_while_most_of_its_slots_are_taken() {
    var world = world(4);
    world.publish("a", "b", "c");
    world.seconds(60);
    world.subscription.endStream();
    world.publish("d");
    assertThat(world.tasks.running()).containsExactly("a", "b", "c", "d");
    assertThat(world.subscription.limits()).containsExactly(4);
    for (var task : List.of("a", "b", "c", "d")) {
      world.tasks.end(task, Outcome.ack());
    }
    world.seconds(40);
    assertThat(world.subscription.limits()).containsExactly(4, 4);
  }

  @Test
  void never_bounces_tasks_off_a_slot_that_is_held_by_a_stuck_one() {
    var world = world(1);
    world.tasks.obeyCancellation(false);
    world.publish("a");
    world.seconds(620);
    assertThat(world.loop.report().status().abandoned()).isEqualTo(1);
    world.publish("b");
    world.seconds(60);
    assertThat(world.subscription.deliveries("b")).isZero();
    assertThat(world.subscription.streaming()).isFalse();
  }

  @Test
  void ends_its_stream_at_once_when_it_is_cordoned() {
    var world = world(2);
    world.publish("a");
    world.loop.cordon();
    world.seconds(0.1);
    assertThat(world.loop.report().status().cordoned()).isTrue();
    world.publish("b");
    world.seconds(1);
    assertThat(world.tasks.running()).containsExactly("a");
    world.loop.uncordon();
    world.seconds(0.1);
    assertThat(world.tasks.running()).containsExactly("a", "b");
  }

  @Test
  void ends_its_stream_at_once_when_it_is_cordoned_while_all_of_its_slots_are_taken() {
    var world = world(2);
    world.publish("a", "b", "c");
    world.loop.cordon();
    world.seconds(0.1);
    assertThat(world.loop.report().status().cordoned()).isTrue();
    world.tasks.end("a", Outcome.ack());
    world.seconds(1);
    assertThat(world.tasks.running()).containsExactly("b");
    assertThat(world.subscription.waiting()).containsExactly("c");
    world.loop.uncordon();
    world.seconds(0.1);
    assertThat(world.tasks.running()).containsExactly("b", "c");
  }

  @ParameterizedTest(name = "strands nothing when a task ends {0} s after it began to drain")
  @ValueSource(doubles = {0.1, 0.95, 0.99})
  void is_sent_nothing_for_the_tasks_that_end_while_it_drains(double after) {
    var world = world(2);
    world.publish("a", "b", "c");
    world.subscription.streamsTake(Duration.ofMillis(50));
    world.loop.drain("the test is over");
    world.seconds(after);
    world.tasks.end("a", Outcome.ack());
    world.seconds(1);
    assertThat(world.subscription.leased()).containsExactly("b");
    assertThat(world.subscription.waiting()).containsExactly("c");
    world.tasks.end("b", Outcome.ack());
    world.seconds(0.1);
    assertThat(world.drained()).isTrue();
  }

  @Test
  void gives_back_what_arrives_while_it_drains() {
    var world = world(2);
    world.subscription.publish("a");
    world.loop.drain("the test is over");
    world.seconds(5);
    assertThat(world.tasks.running()).isEmpty();
    assertThat(world.subscription.leased()).isEmpty();
    assertThat(world.drained()).isTrue();
  }

  @Test
  void opens_another_stream_at_once_when_the_server_ends_one() {
    var world = world(2);
    world.seconds(2);
    world.subscription.endStream();
    world.publish("a");
    assertThat(world.tasks.running()).containsExactly("a");
    assertThat(world.loop.report().problem()).isEmpty();
  }

  @Test
  void backs_off_while_the_server_is_away_and_says_why() {
    var world = world(2);
    world.subscription.failWith("Pub/Sub is away.", true);
    world.seconds(60);
    assertThat(world.subscription.limits().size()).isBetween(5, 60);
    assertThat(world.loop.report().problem()).contains("Pub/Sub is away.");
    world.subscription.heal();
    world.publish("a");
    world.seconds(11);
    assertThat(world.tasks.running()).containsExactly("a");
  }

  @Test
  void opens_streams_a_back_off_apart_when_each_ends_soon() {
    var world = world(2);
    for (int n = 0; n < 600; n++) {
      world.seconds(0.1);
      world.subscription.endStream();
    }
    assertThat(world.subscription.limits().size()).isBetween(5, 40);
    assertThat(world.loop.report().problem()).contains("It is time.");
  }

  @Test
  void leaves_a_stream_on_which_nothing_is_heard() {
    var world = world(2);
    world.seconds(5);
    world.subscription.fallSilent();
    world.seconds(31);
    assertThat(world.subscription.limits()).containsExactly(2, 2);
  }

  @Test
  void keeps_a_stream_of_a_server_that_answers_no_pings() {
    var world =
        new World(
            2, World.pulling(PullMode.STREAMING), first -> first.subscription.answerNoPings());
    world.seconds(600);
    assertThat(world.subscription.limits()).containsExactly(2);
    world.publish("a");
    assertThat(world.tasks.running()).containsExactly("a");
  }

  @Test
  void says_something_on_a_busy_stream_too() {
    var world = world(2);
    for (int n = 0; n < 60; n++) {
      world.publish("task-" + n);
      world.seconds(5);
      world.tasks.end("task-" + n, Outcome.ack());
    }
    assertThat(world.subscription.limits()).containsExactly(2);
  }

  @ParameterizedTest(name = "goes on when its stream is told to end after {0} s of silence")
  @ValueSource(doubles = {8, 9.5, 10, 13.6, 14.9, 15})
  void says_nothing_on_a_stream_that_it_has_ended(double silence) {
    var world = world(2);
    world.publish("a");
    world.subscription.endStreamsAfter(Duration.ofSeconds(10));
    world.seconds(silence);
    world.loop.cordon();
    world.seconds(20);
    assertThat(world.tasks.running()).containsExactly("a");
    assertThat(world.loop.report().status().cordoned()).isTrue();
  }

  @ParameterizedTest(name = "does a task that was on its way for {0} s when it ended its stream")
  @ValueSource(doubles = {0.1, 1, 1.9})
  void strands_nothing_that_is_on_its_way_when_it_is_cordoned(double underWay) {
    var world = world(2);
    world.subscription.streamsTake(Duration.ofMillis((long) (underWay * 1000)));
    world.publish("a");
    world.loop.cordon();
    world.seconds(underWay + 0.05);
    assertThat(world.subscription.streaming()).as("its server has ended the stream").isFalse();
    assertThat(world.tasks.running()).containsExactly("a");
  }

  @ParameterizedTest(name = "gives everything back at once {0} s after it began to drain")
  @ValueSource(doubles = {0, 0.3, 1, 1.5, 3})
  void leaves_at_once_when_it_is_told_to_twice(double after) {
    var world = world(2);
    world.publish("a", "b");
    world.subscription.endStreamsAfter(Duration.ofSeconds(10));
    world.loop.drain("of the first SIGTERM");
    world.seconds(after);
    world.loop.leaveNow("of the second SIGTERM");
    world.seconds(1);
    assertThat(world.drained()).isTrue();
    assertThat(world.subscription.leased()).isEmpty();
  }

  @Test
  void proves_by_pings_that_nothing_is_there() {
    var world = world(2);
    world.seconds(2);
    var since = world.loop.report().status().freeSince();
    assertThat(since).isPresent();
    world.seconds(60);
    assertThat(world.loop.report().status().freeSince()).isEqualTo(since);
    assertThat(world.subscription.limits()).containsExactly(2);
  }
}
