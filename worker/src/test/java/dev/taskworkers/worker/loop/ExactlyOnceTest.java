// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A worker of a subscription with exactly-once delivery")
class ExactlyOnceTest {
  private final World world = new World(3);

  @Test
  @DisplayName("acknowledges again only what could not be acknowledged for a while")
  void acknowledges_again_only_what_failed() {
    world.publish("a", "b", "c");
    world.subscription.failOnce("b");
    for (var task : world.tasks.running().toArray(String[]::new)) {
      world.tasks.end(task, Outcome.ack());
    }
    world.seconds(5);
    var requests = world.subscription.acknowledgements();
    assertThat(requests.get(requests.size() - 1)).containsExactly("b");
    assertThat(requests.stream().flatMap(ids -> ids.stream()))
        .containsExactlyInAnyOrder("a", "b", "b", "c");
    assertThat(world.subscription.acknowledged()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(world.counters().of(TaskEvent.ACKED)).isEqualTo(3);
    assertThat(world.counters().of(TaskEvent.LEASE_LOST)).isZero();
  }

  @Test
  @DisplayName("renews again what could not be renewed for a while, and loses nothing")
  void renews_again_only_what_failed() {
    world.publish("a", "b");
    for (int minute = 0; minute < 9; minute++) {
      world.subscription.failOnce("b");
      world.seconds(60);
    }
    assertThat(world.tasks.running()).containsExactly("a", "b");
    assertThat(world.subscription.deliveries("a")).isEqualTo(1);
    assertThat(world.subscription.deliveries("b")).isEqualTo(1);
    assertThat(world.counters().of(TaskEvent.LEASE_LOST)).isZero();
  }

  @Test
  @DisplayName("gives back again what could not be given back for a while")
  void gives_back_again_what_failed() {
    world.publish("a", "b");
    world.subscription.failOnce("b");
    world.loop.leaveNow("the test is over");
    world.seconds(1);
    assertThat(world.subscription.leased()).isEmpty();
    assertThat(world.drained()).isTrue();
  }
}
