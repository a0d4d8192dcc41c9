// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.Cordons;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.protocol.VerificationKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which keys the pods of a pool are told, and when. */
final class PodKeysTest extends WrittenPool {
  private Optional<String> keysOfTemplate() {
    var annotations =
        deployment().orElseThrow().getSpec().getTemplate().getMetadata().getAnnotations();
    return Optional.ofNullable(annotations).map(all -> all.get(VerificationKeys.ANNOTATION));
  }

  @Test
  void new_pods_know_the_keys_from_the_first_moment() {
    pool = ofOurs();
    keys = "one";

    begin(1);

    assertThat(keysOfTemplate()).contains("one");
  }

  @Test
  void other_keys_roll_out_no_pod_but_are_written_to_those_that_are_there() {
    pool = ofOurs();
    keys = "one";
    var made = made();
    assertThat(made.getMetadata().getAnnotations())
        .containsEntry(VerificationKeys.ANNOTATION, "one");

    keys = "one,two";
    writer.apply(pool, written, Optional.of(settled()), there(made), podPlan(2, List.of()), NOW);

    assertThat(keysOfTemplate()).contains("one");
    assertThat(deployment().orElseThrow().getSpec().getReplicas()).isEqualTo(2);
    assertThat(cluster.client().resource(made).get().getMetadata().getAnnotations())
        .containsEntry(VerificationKeys.ANNOTATION, "one,two");
  }

  @Test
  void pods_that_somebody_has_made_anew_begin_with_the_keys_of_today() {
    pool = ofOurs();
    keys = "one";
    var there = there(made());
    keys = "two";
    writer.apply(pool, written, Optional.of(settled()), there, podPlan(1, List.of()), NOW);
    assertThat(keysOfTemplate()).contains("one");

    cluster.client().apps().deployments().inNamespace("n").withName("p").rolling().restart();
    writer.apply(pool, written, Optional.of(settled()), there, podPlan(1, List.of()), NOW);
    assertThat(keysOfTemplate()).contains("two");

    keys = "three";
    writer.apply(pool, written, Optional.of(settled()), there, podPlan(1, List.of()), NOW);
    assertThat(keysOfTemplate()).contains("two");
  }

  @Test
  void keys_that_are_known_only_now_roll_out_no_pod_either() {
    pool = ofOurs();
    var there = there(made());
    keys = "one";

    writer.apply(pool, written, Optional.of(settled()), there, podPlan(2, List.of()), NOW);

    assertThat(keysOfTemplate()).isEmpty();
  }

  @Test
  void a_pool_that_grows_from_zero_begins_with_the_keys_of_today() {
    pool = ofOurs();
    keys = "stolen";
    begin(0);
    keys = "next";

    writer.apply(pool, written, Optional.of(settled()), NOBODY, podPlan(1, List.of()), NOW);

    assertThat(keysOfTemplate()).contains("next");
  }

  @Test
  void pods_of_a_pool_that_is_left_alone_are_told_other_keys_too_and_nothing_else_is_written() {
    pool = ofOurs();
    keys = "one";
    var made = made();
    var there = there(made);
    var before = settled();

    keys = "two";
    writer.leave(pool, written, there, NOW);

    assertThat(cluster.client().resource(made).get().getMetadata().getAnnotations())
        .containsEntry(VerificationKeys.ANNOTATION, "two");
    assertThat(deployment().orElseThrow().getMetadata().getGeneration())
        .isEqualTo(before.getMetadata().getGeneration());
    assertThat(keysOfTemplate()).contains("one");
  }

  @Test
  void a_pod_that_may_not_be_told_the_keys_keeps_them_from_no_other() {
    pool = ofOurs();
    var calls = new AtomicInteger();
    var both = new PoolPods(List.of(pod("one", "{}"), pod("another", "{}")));
    var inventory = PodInventory.of(2, false, both, new Cordons(), Map.of(), NOW);
    begin(2);
    keys = "one";

    writer(refusingPods(calls), Map.of())
        .apply(pool, new WriteState(), deployment(), inventory, podPlan(2, List.of()), NOW);

    assertThat(calls).hasValue(2);
    assertThat(events())
        .filteredOn(event -> event.startsWith("KeysNotShown"))
        .singleElement()
        .asString()
        .contains("admission denied it");
  }
}
