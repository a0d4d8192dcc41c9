// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.Rate;
import dev.taskworkers.protocol.RateShare;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A worker with a rate limit")
class RateLimitTest {
  @Test
  void starts_no_more_than_it_may_however_many_slots_are_free() {
    var world = limited(10, "2/s");
    publish(world, 100);
    world.seconds(3);
    assertThat(world.tasks.running()).hasSize(8);
    assertThat(world.subscription.asked()).allMatch(asked -> asked <= 2);
  }

  @Test
  void holds_nothing_that_it_may_not_start_yet() {
    var world = limited(10, "6/m");
    publish(world, 3);
    world.seconds(9);
    assertThat(world.subscription.leased()).containsExactly("t0");
    world.seconds(2);
    assertThat(world.subscription.leased()).containsExactly("t0", "t1");
  }

  @Test
  void counts_a_task_that_waits_for_its_key_when_it_starts() {
    var world = limited(4, "2/s");
    world.subscription.publish("a", "key");
    world.subscription.publish("b", "key");
    publish(world, 1);
    world.seconds(0.3);
    assertThat(world.tasks.running()).containsExactly("a", "t0");
    world.tasks.end("a", Outcome.ack());
    world.seconds(0.1);
    assertThat(world.tasks.running()).containsExactly("t0");
    world.seconds(0.2);
    assertThat(world.tasks.running()).containsExactly("t0", "b");
  }

  @Test
  void looks_saturated_while_tasks_may_wait_and_proves_an_empty_queue_afterwards() {
    var world = limited(4, "6/m");
    publish(world, 1);
    world.seconds(9);
    assertThat(world.loop.report().status().throttled()).isTrue();
    assertThat(world.loop.report().status().pulling()).isFalse();
    assertThat(world.loop.report().status().freeSince()).isEmpty();
    world.seconds(2);
    assertThat(world.loop.report().status().throttled()).isFalse();
    assertThat(world.loop.report().status().pulling()).isTrue();
    assertThat(world.loop.report().status().freeSince()).isPresent();
  }

  @Test
  void is_not_idle_while_it_may_not_ask() {
    var world =
        new World(
            2,
            rules -> {
              rules.rateLimits = perPod("1/m");
              rules.idleExit = Duration.ofSeconds(20);
            });
    publish(world, 1);
    world.tasks.end("t0", Outcome.ack());
    world.seconds(50);
    assertThat(world.loop.report().status().draining()).isFalse();
    world.seconds(40);
    assertThat(world.drained()).isTrue();
  }

  @Test
  void takes_its_share_of_the_pools_rate() {
    var world =
        new World(
            10,
            rules ->
                rules.rateLimits =
                    new RateLimits(Optional.empty(), Optional.of(Rate.parse("10/m", "rate")), 10));
    publish(world, 100);
    world.seconds(59);
    assertThat(world.tasks.running()).hasSize(1);
    world.loop.share(RateShare.equal(1));
    world.seconds(6);
    assertThat(world.tasks.running()).hasSize(2);
  }

  private static World limited(int slots, String rate) {
    return new World(slots, rules -> rules.rateLimits = perPod(rate));
  }

  private static RateLimits perPod(String rate) {
    return new RateLimits(Optional.of(Rate.parse(rate, "rate")), Optional.empty(), 1);
  }

  private static void publish(World world, int tasks) {
    world.publish(IntStream.range(0, tasks).mapToObj(i -> "t" + i).toArray(String[]::new));
  }
}
