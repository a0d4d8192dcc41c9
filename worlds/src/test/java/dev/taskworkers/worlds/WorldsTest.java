// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.worlds.promises.History;
import dev.taskworkers.worlds.promises.Promise;
import dev.taskworkers.worlds.spec.Disturbance.BrokenPods;
import dev.taskworkers.worlds.spec.Disturbance.LateWatch;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import dev.taskworkers.worlds.spec.Disturbance.Quota;
import dev.taskworkers.worlds.spec.Load;
import dev.taskworkers.worlds.spec.Load.Burst;
import dev.taskworkers.worlds.spec.Load.Steady;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.TaskKind;
import dev.taskworkers.worlds.spec.World;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A world")
final class WorldsTest {
  @Test
  void keeps_what_its_other_items_drew_when_one_is_taken_out() {
    var world = Generator.draw(8);
    var taken =
        world.items().stream().filter(item -> item.name().equals("nodes on demand")).findFirst();
    var without = world.without(taken.orElseThrow()).world();

    assertThat(world.items()).hasSizeGreaterThan(2);
    assertThat(without.seed()).isEqualTo(world.seed());
    assertThat(without.nodes()).isNotEqualTo(world.world().nodes());
    assertThat(without.disturbances()).isEqualTo(world.world().disturbances());
    assertThat(without.loads()).isEqualTo(world.world().loads());
  }

  @Test
  void keeps_more_bytes_of_messages_than_a_machine_has() {
    var large = TaskKind.of(1).sized(9_900_000);
    var burst = new Load("burst", new Burst(5, 1, 2_000), large);

    var history = Play.of(World.of(PoolSettings.of(4, 1), 10, burst));

    assertThat(history.tasks()).hasSize(2_000);
  }

  @Test
  void has_an_operator_that_knows_of_its_Deployment_what_watches_have_shown() {
    var steady = new Load("steady", new Steady(0, 600, 2), TaskKind.of(5));
    var world =
        World.of(PoolSettings.of(4, 10), 600, steady)
            .with(new LateWatch(200, 600, 17))
            .with(new OtherReplicas(311, 1));

    var history = Play.of(world);

    assertThat(history.condition(ConditionType.REPLICAS_CONTESTED, 330))
        .hasValueSatisfying(state -> assertThat(state.status()).isEqualTo("True"));
  }

  @Test
  void tells_who_set_the_replicas_where_a_quota_refuses_pods() {
    var burst = new Load("burst", new Burst(5, 1, 100), TaskKind.of(60));
    var world =
        World.of(PoolSettings.of(2, 10), 300, burst)
            .with(new Quota(60, 300, 1))
            .with(new OtherReplicas(120, 240, 1));

    var history = Play.of(world);

    assertThat(history.condition(ConditionType.REPLICAS_CONTESTED, 200))
        .hasValueSatisfying(state -> assertThat(state.status()).isEqualTo("True"));
  }

  @Test
  @Tag("slow")
  void is_told_with_what_was_drawn_and_what_was_decided_the_same_each_time() {
    var told = Worlds.tell(5);

    assertThat(told.text())
        .contains("World 5", "Load: ", "Pool: ", "NOW ", "Up from 0 to 1: ", "tasks are done");
    assertThat(told.chart()).startsWith("<svg").contains("replicas", "ready pods");
    assertThat(told).isEqualTo(Worlds.tell(5));
  }

  @Test
  @Tag("slow")
  void is_shrunk_to_what_a_broken_promise_needs() {
    var drawn = Generator.draw(8);
    var promise = new BrokenByBrokenPods();

    var smallest = Shrinker.shrink(drawn, promise);

    assertThat(promise.check(Play.of(smallest.world()))).isPresent();
    assertThat(smallest.items()).extracting(Item::name).containsExactly("broken pods");
    assertThat(smallest.world().seconds()).isLessThan(drawn.world().seconds());
  }

  /** A promise that nobody gives, so that it is known what breaks it. */
  private static final class BrokenByBrokenPods implements Promise {
    @Override
    public String name() {
      return "no pod is broken";
    }

    @Override
    public String sentence() {
      return "No pod is broken.";
    }

    @Override
    public boolean appliesTo(History history) {
      return true;
    }

    @Override
    public Optional<Broken> check(History history) {
      return history
          .world()
          .all(BrokenPods.class)
          .findFirst()
          .map(broken -> new Broken(broken.from(), "Some are."));
    }
  }
}
