// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A worker that hears nothing")
class SilenceTest {
  @ParameterizedTest(name = "pulling {0}")
  @EnumSource(PullMode.class)
  @DisplayName("is not ready and proves nothing while it has never had a connection")
  void without_a_connection(PullMode pull) {
    var world = new World(2, World.pulling(pull), w -> w.subscription.disconnect());
    for (int minute = 0; minute < 10; minute++) {
      world.seconds(60);
      assertThat(world.loop.report().problem()).isPresent();
      assertThat(world.loop.report().status().freeSince()).isEmpty();
    }
    assertThat(world.loop.report().problem().orElseThrow()).contains("no connection");
    assertThat(world.subscription.reconnections()).isBetween(10, 30);
  }

  @ParameterizedTest(name = "pulling {0}")
  @EnumSource(PullMode.class)
  @DisplayName("goes on with a new connection")
  void with_a_new_connection(PullMode pull) {
    var world = new World(2, World.pulling(pull), w -> w.subscription.disconnect());
    world.seconds(100);
    world.subscription.connect();
    world.publish("a");
    world.seconds(60);
    assertThat(world.tasks.running()).containsExactly("a");
    assertThat(world.loop.report().problem()).isEmpty();
  }

  @ParameterizedTest(name = "pulling {0}")
  @EnumSource(PullMode.class)
  @DisplayName("is ready, but proves nothing, while its requests are out and are not answered")
  void with_a_connection_that_is_mute(PullMode pull) {
    var world = new World(2, World.pulling(pull), w -> w.subscription.fallSilent());
    world.seconds(3);
    assertThat(world.loop.report().problem()).isEmpty();
    for (int minute = 0; minute < 10; minute++) {
      world.seconds(60);
      assertThat(world.loop.report().status().freeSince()).isEmpty();
    }
  }

  @ParameterizedTest(name = "pulling {0}")
  @EnumSource(PullMode.class)
  @DisplayName("loses its proof some minutes after the server fell silent, and says so")
  void after_the_server_fell_silent(PullMode pull) {
    var world = new World(2, World.pulling(pull));
    world.seconds(31);
    assertThat(world.loop.report().status().freeSince()).isPresent();
    world.subscription.fallSilent();
    world.seconds(215);
    assertThat(world.loop.report().status().freeSince()).isEmpty();
    world.seconds(600);
    assertThat(world.loop.report().status().freeSince()).isEmpty();
  }

  @ParameterizedTest(name = "pulling {0}")
  @EnumSource(PullMode.class)
  @DisplayName("asks less and less often while requests are refused after some silence")
  void while_requests_are_refused_after_some_silence(PullMode pull) {
    var world = new World(2, World.pulling(pull), w -> w.subscription.refuseAfterSeconds(1.5));
    world.seconds(300);
    var requests = world.subscription.asked().size() + world.subscription.limits().size();
    assertThat(requests).isBetween(30, 80);
  }

  @ParameterizedTest(name = "pulling {0}")
  @EnumSource(PullMode.class)
  @DisplayName("is not ready while every request is refused after some silence")
  void while_every_request_is_refused(PullMode pull) {
    var world = new World(2, World.pulling(pull), w -> w.subscription.refuseAfterSeconds(15));
    world.seconds(20);
    for (int second = 0; second < 300; second++) {
      world.seconds(1);
      assertThat(world.loop.report().problem()).contains("Nobody is behind this proxy.");
    }
  }

  @ParameterizedTest(name = "pulling {0}")
  @EnumSource(PullMode.class)
  @DisplayName("does not leave as if there were nothing to do")
  void does_not_take_silence_for_an_empty_queue(PullMode pull) {
    var world =
        new World(
            2,
            rules -> {
              rules.pull = pull;
              rules.idleExit = Duration.ofSeconds(5);
            },
            w -> w.subscription.fallSilent());
    world.publish("a");
    world.seconds(60);
    assertThat(world.loop.report().status().draining()).isFalse();
  }

  @Test
  void is_ready_again_after_an_outage_though_it_wants_no_more_tasks() {
    var world = new World(2);
    world.publish("u1");
    world.seconds(0.1);
    world.subscription.publish("b1", "B");
    world.seconds(1);
    world.tasks.end("b1", Outcome.retry(Duration.ofMillis(30_050)));
    world.seconds(29);
    world.subscription.failWith("Pub/Sub is away.", true);
    world.seconds(2);
    assertThat(world.tasks.running()).containsExactly("u1", "b1");
    assertThat(world.loop.report().problem()).contains("Pub/Sub is away.");
    world.subscription.heal();
    world.seconds(40);
    assertThat(world.loop.report().status().pulling()).isFalse();
    assertThat(world.loop.report().problem()).isEmpty();
  }
}
