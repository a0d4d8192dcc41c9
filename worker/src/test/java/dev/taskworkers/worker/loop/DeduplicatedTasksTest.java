package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A duplicate")
class DeduplicatedTasksTest {
  private final World world =
      new World(2, rules -> rules.duplicates = new DuplicateRule("order", Duration.ofMinutes(10)));

  @Test
  void ofATaskThatSucceededIsAcknowledgedAndDoesNotRun() {
    publish("a", "7", "");
    world.tasks.end("a", Outcome.ack());
    world.seconds(60);
    publish("b", "7", "");
    assertThat(world.tasks.running()).isEmpty();
    assertThat(world.subscription.acknowledged()).containsExactlyInAnyOrder("a", "b");
    assertThat(world.counters().of(TaskEvent.SUPPRESSED)).isEqualTo(1);
    assertThat(world.counters().of(TaskEvent.STARTED)).isEqualTo(1);
  }

  @Test
  void thatComesAfterTheWindowRuns() {
    publish("a", "7", "");
    world.tasks.end("a", Outcome.ack());
    world.seconds(601);
    publish("b", "7", "");
    assertThat(world.tasks.running()).containsExactly("b");
  }

  @Test
  void ofATaskThatFailedRuns() {
    publish("a", "7", "");
    world.tasks.end("a", Outcome.deadLetter("Bad."));
    world.seconds(1);
    publish("b", "7", "");
    assertThat(world.tasks.running()).containsExactly("b");
  }

  @Test
  void ofATaskThatRunsIsHeldBackAndAcknowledgedOnlyWhenThatHasSucceeded() {
    publish("a", "7", "");
    publish("b", "7", "");
    assertThat(world.tasks.running()).containsExactly("a");
    world.seconds(20);
    assertThat(world.subscription.acknowledged()).isEmpty();
    assertThat(world.counters().of(TaskEvent.FAILED)).isZero();
    world.tasks.end("a", Outcome.ack());
    world.seconds(20);
    assertThat(world.subscription.acknowledged()).containsExactlyInAnyOrder("a", "b");
    assertThat(world.counters().of(TaskEvent.SUPPRESSED)).isEqualTo(1);
  }

  @Test
  void ofATaskThatRunsGetsItsTurnWhenThatFails() {
    publish("a", "7", "");
    publish("b", "7", "");
    world.tasks.end("a", Outcome.deadLetter("Bad."));
    world.seconds(20);
    assertThat(world.tasks.running()).containsExactly("b");
    assertThat(world.tasks.attempt("b")).isEqualTo(1);
  }

  @Test
  void isARedeliveryWhoseFirstRunSucceededWithoutItsLease() {
    world.tasks.obeyCancellation(false);
    publish("a", "7", "");
    world.subscription.expireLeases();
    world.seconds(9);
    world.tasks.end("a", Outcome.ack());
    world.seconds(60);
    assertThat(world.subscription.acknowledged()).containsExactly("a");
    assertThat(world.counters().of(TaskEvent.STARTED)).isEqualTo(1);
  }

  @Test
  void letsTheNextTaskOfItsKeyGoOn() {
    publish("a", "7", "key");
    publish("b", "7", "key");
    world.subscription.publish("c", "key");
    world.seconds(0.01);
    world.tasks.end("a", Outcome.ack());
    world.seconds(1);
    assertThat(world.tasks.running()).containsExactly("c");
    assertThat(world.subscription.acknowledged()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void thatHasAnOrderingKeyRunsBesideTheOtherRatherThanGoBackAgainAndAgain() {
    publish("a", "7", "");
    publish("b", "7", "key");
    assertThat(world.tasks.running()).containsExactly("a", "b");
    assertThat(world.subscription.deliveries("b")).isEqualTo(1);
  }

  @Test
  void isNoneWithoutTheAttribute() {
    publish("a", "", "");
    publish("b", "", "");
    assertThat(world.tasks.running()).containsExactly("a", "b");
  }

  @Test
  void ofAFailureBetweenIsStillOne() {
    publish("a", "7", "");
    world.tasks.end("a", Outcome.retry(Failure.of("x", "It broke.")));
    world.seconds(30);
    world.tasks.end("a", Outcome.ack());
    world.seconds(1);
    publish("b", "7", "");
    assertThat(world.counters().of(TaskEvent.SUPPRESSED)).isEqualTo(1);
  }

  private void publish(String id, String order, String key) {
    world.subscription.publish(id, key, Map.of("order", order));
    world.seconds(0.01);
  }
}
