package dev.taskworkers.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tasks with ordering keys")
class OrderingTest {
  private final World world = new World(4);

  @BeforeEach
  void publish() {
    world.subscription.publish("a1", "a");
    world.subscription.publish("a2", "a");
    world.subscription.publish("b1", "b");
    world.subscription.publish("c", "");
    world.seconds(0.1);
  }

  @Test
  void runOneAtATimeForEachKeyWhileOthersGoOn() {
    assertThat(world.tasks.running()).containsExactly("a1", "b1", "c");
    world.tasks.end("a1", Outcome.ack());
    world.seconds(0.01);
    assertThat(world.tasks.running()).containsExactlyInAnyOrder("a2", "b1", "c");
  }

  @Test
  void holdASlotWhileTheyWait() {
    world.publish("d", "e");
    assertThat(world.loop.report().status().busy()).isEqualTo(4);
    assertThat(world.subscription.leased()).hasSize(4);
  }

  @Test
  void goBackWhenTheOneBeforeThemFailsAndItAtOnce() {
    world.tasks.end("a1", Outcome.retry(Failure.of("x", "It broke.")));
    world.seconds(0.002);
    assertThat(world.subscription.delays()).containsOnly(Duration.ZERO);
    assertThat(world.counters().retried()).isEqualTo(1);
    assertThat(world.counters().returned()).isEqualTo(1);
  }

  @Test
  void goBackWhenTheWorkerDrains() {
    world.loop.drain("the test is over");
    world.seconds(0.1);
    assertThat(world.subscription.leased()).containsExactlyInAnyOrder("a1", "b1", "c");
    world.tasks.end("a1", Outcome.ack());
    world.seconds(0.1);
    assertThat(world.tasks.running()).containsExactly("b1", "c");
  }

  @Test
  void thatWaitHaveTheirLeasesRenewed() {
    world.seconds(300);
    assertThat(world.subscription.deliveries("a2")).isEqualTo(1);
    assertThat(world.subscription.leased()).contains("a2");
  }

  @Test
  void areCountedOnceWhenTheOneBeforeThemLosesItsLeaseWithThem() {
    world.subscription.failWith("Pub/Sub is away.", true);
    world.seconds(11);
    var counters = world.counters();
    assertThat(counters.leaseLost() + counters.returned()).isEqualTo(counters.received());
  }

  @Test
  void thatLoseTheirLeasesWhileTheyWaitDoNotRun() {
    world.loop.cordon();
    world.subscription.expireLeases();
    world.seconds(31);
    assertThat(world.counters().leaseLost() + world.counters().returned()).isEqualTo(4);
    assertThat(world.counters().started()).isEqualTo(3);
  }
}
