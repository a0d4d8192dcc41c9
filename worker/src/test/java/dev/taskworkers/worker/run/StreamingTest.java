package dev.taskworkers.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A worker that streams")
class StreamingTest {
  private static World world(int slots) {
    return new World(slots, World.pulling(Rules.Pull.STREAMING));
  }

  @Test
  void isSentNoMoreThanItHasSlots() {
    var world = world(3);
    world.publish("a", "b", "c", "d");
    assertThat(world.subscription.limits()).containsExactly(3);
    assertThat(world.subscription.leased()).containsExactly("a", "b", "c");
    assertThat(world.tasks.running()).containsExactly("a", "b", "c");
  }

  @Test
  void isSentTheNextTaskWhenOneIsAcknowledged() {
    var world = world(1);
    world.publish("a", "b");
    world.tasks.end("a", Outcome.ack());
    world.seconds(0.01);
    assertThat(world.tasks.running()).containsExactly("b");
    assertThat(world.subscription.limits()).containsExactly(1);
  }

  @Test
  void opensAnotherStreamWhenTasksThatWerePutOffFillThisOne() {
    var world = world(1);
    world.publish("a", "b");
    world.tasks.end("a", Outcome.retry(Failure.of("x", "It broke.")));
    world.seconds(0.1);
    assertThat(world.subscription.limits()).containsExactly(1, 1);
    assertThat(world.tasks.running()).containsExactly("b");
  }

  @Test
  void keepsItsStreamWhileOnlyAFewOfManyAreFilled() {
    var world = world(16);
    world.publish("a", "b");
    world.tasks.end("a", Outcome.retry(Failure.of("x", "It broke.")));
    world.seconds(0.1);
    assertThat(world.subscription.limits()).containsExactly(16);
  }

  @Test
  void growsBackWhenTasksOfAnEarlierStreamEnd() {
    var world = world(2);
    world.publish("a", "b");
    world.tasks.end("a", Outcome.retry(Failure.of("x", "It broke.")));
    world.seconds(0.1);
    assertThat(world.subscription.limits()).containsExactly(2, 1);
    world.tasks.end("b", Outcome.ack());
    world.seconds(0.1);
    assertThat(world.subscription.limits()).containsExactly(2, 1, 2);
  }

  @Test
  void neverBouncesTasksOffASlotThatIsHeldByAStuckOne() {
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
  void endsItsStreamAtOnceWhenItIsCordoned() {
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
  void givesBackWhatArrivesWhileItDrains() {
    var world = world(2);
    world.subscription.publish("a");
    world.loop.drain("the test is over");
    world.seconds(5);
    assertThat(world.tasks.running()).isEmpty();
    assertThat(world.subscription.leased()).isEmpty();
    assertThat(world.drained()).isTrue();
  }

  @Test
  void opensAnotherStreamAtOnceWhenTheServerEndsOne() {
    var world = world(2);
    world.seconds(2);
    world.subscription.endStream();
    world.publish("a");
    assertThat(world.tasks.running()).containsExactly("a");
    assertThat(world.loop.report().problem()).isEmpty();
  }

  @Test
  void backsOffWhileTheServerIsAwayAndSaysWhy() {
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
  void leavesAStreamOnWhichNothingIsHeard() {
    var world = world(2);
    world.seconds(5);
    world.subscription.fallSilent();
    world.seconds(31);
    assertThat(world.subscription.limits().size()).isGreaterThan(1);
  }

  @Test
  void provesByPingsThatNothingIsThere() {
    var world = world(2);
    world.seconds(1);
    var since = world.loop.report().status().freeSince();
    assertThat(since).isPresent();
    world.seconds(60);
    assertThat(world.loop.report().status().freeSince()).isEqualTo(since);
    assertThat(world.subscription.limits()).containsExactly(2);
  }
}
