// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.pool.spec.PoolValidation;
import dev.taskworkers.operator.pubsub.PubSubNames;
import dev.taskworkers.runtime.UsageException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** When what is held of a pool begins and ends. */
final class PoolStatesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private final OpenWatches watches = new OpenWatches();
  private final Set<String> there = new HashSet<>();
  private final List<String> ended = new ArrayList<>();
  private final List<ResourceID> rung = new ArrayList<>();
  private final PoolStates states =
      new PoolStates(
          new PoolValidation(new PubSubNames(Optional.empty())),
          watches.subscriptions(),
          pool -> there.contains(pool.getMetadata().getUid()),
          rung::add,
          gone -> ended.add(gone.uid()));

  /** A pool that exists. */
  private TaskWorkerPool pool(String name, String uid, String subscription) {
    var pool =
        Manifests.with(
            "subscription: projects/acme/subscriptions/thumbs",
            "subscription: projects/acme/subscriptions/" + subscription);
    pool.getMetadata().setName(name);
    pool.getMetadata().setUid(uid);
    there.add(uid);
    return pool;
  }

  /** One look at it. */
  private PoolMemory look(TaskWorkerPool pool) {
    var state = states.of(pool);
    var sources = state.read(pool).orElseThrow();
    state.listen();
    return state.memory(sources.pool(), pool, NOW);
  }

  /** The informer has dropped it from its cache, and says so. */
  private void delete(TaskWorkerPool pool) {
    there.remove(pool.getMetadata().getUid());
    states.remove(pool);
  }

  @Test
  void a_pool_is_remembered_for_as_long_as_it_exists() {
    var pool = pool("p", "u1", "a");
    var memory = look(pool);

    assertThat(look(pool)).isSameAs(memory);
    assertThat(ended).isEmpty();
  }

  @Test
  void a_pool_that_waits_for_its_first_look_is_shown_and_one_that_is_gone_is_not() {
    var waiting = pool("p", "u1", "a");
    var gone = pool("q", "u2", "b");
    delete(gone);

    states.begin(Stream.of(waiting, gone));

    assertThat(states.list(NOW, Set.of()).pools())
        .singleElement()
        .matches(row -> row.pool().endsWith("/p") && row.state().equals("starting"));
    assertThat(states.view(waiting.getMetadata().getNamespace() + "/p")).isPresent();
    delete(waiting);
    assertThat(states.list(NOW, Set.of()).pools()).isEmpty();
  }

  @Test
  void a_pool_that_gets_another_subscription_forgets_what_it_learned_of_the_first_one() {
    var memory = look(pool("p", "u1", "a"));
    var learned = memory.memory();
    assertThat(look(pool("p", "u1", "a")).memory()).isSameAs(learned);

    var after = look(pool("p", "u1", "b"));

    assertThat(after).as("its pods are the same").isSameAs(memory);
    var fresh = after.memory();
    assertThat(fresh).isNotSameAs(learned);
    assertThat(look(pool("p", "u1", "b")).memory()).isSameAs(fresh);
  }

  @Test
  void a_pool_that_is_deleted_leaves_nothing() {
    var pool = pool("p", "u1", "a");
    look(pool);

    delete(pool);

    assertThat(states.size()).isZero();
    assertThat(watches.open()).isEmpty();
    assertThat(ended).containsExactly("u1");
  }

  @Test
  void a_pool_that_was_made_anew_under_its_name_starts_anew() {
    var before = pool("p", "u1", "a");
    var memory = look(before);
    delete(before);

    assertThat(look(pool("p", "u2", "a"))).isNotSameAs(memory);
  }

  @Test
  void a_pool_that_was_made_anew_while_the_watch_was_cut_ends_the_one_before() {
    var before = pool("p", "u1", "a");
    var memory = look(before);
    there.remove("u1");

    assertThat(look(pool("p", "u2", "b"))).isNotSameAs(memory);
    assertThat(ended).containsExactly("u1");
    assertThat(watches.open()).containsExactly("samples of b", "doorbell of b");
  }

  @Test
  void a_deletion_that_is_told_late_does_not_end_the_pool_that_took_the_name() {
    var before = pool("p", "u1", "a");
    look(before);
    var memory = look(pool("p", "u2", "a"));

    delete(before);

    assertThat(look(pool("p", "u2", "a"))).isSameAs(memory);
    assertThat(ended).containsExactly("u1");
  }

  @Test
  void a_look_that_begins_after_the_deletion_was_told_holds_nothing() {
    var pool = pool("p", "u1", "a");
    delete(pool);

    assertThat(states.of(pool).read(pool)).isEmpty();
    assertThat(states.size()).isZero();
    assertThat(watches.open()).isEmpty();
  }

  @Test
  void a_look_that_comes_late_does_not_end_the_pool_that_took_the_name() {
    var before = pool("p", "u1", "a");
    delete(before);
    var after = pool("p", "u2", "a");
    var memory = look(after);

    assertThat(states.of(before).read(before)).isEmpty();

    assertThat(look(after)).isSameAs(memory);
    assertThat(ended).isEmpty();
  }

  @Test
  void a_look_that_is_under_way_at_the_deletion_keeps_nothing() {
    var pool = pool("p", "u1", "a");
    var state = states.of(pool);
    state.read(pool);
    var kept = new ArrayList<String>();

    delete(pool);
    state.keep(() -> kept.add("a record"));

    assertThat(state.read(pool)).isEmpty();
    assertThat(kept).isEmpty();
    assertThat(watches.open()).isEmpty();
  }

  @Test
  void a_look_that_is_under_way_at_the_deletion_does_not_listen_beside_another_pool() {
    var gone = pool("p", "u1", "a");
    var state = states.of(gone);
    state.read(gone);
    look(pool("q", "u2", "a"));

    delete(gone);
    state.listen();
    watches.ring("a");

    assertThat(rung).containsExactly(new ResourceID("q", "media"));
  }

  @Test
  void the_last_of_two_pools_on_a_subscription_takes_its_doorbell_with_it() {
    var older = pool("p", "u1", "a");
    var younger = pool("q", "u2", "a");
    look(older);
    look(younger);

    delete(older);
    assertThat(watches.open()).containsExactly("samples of a", "doorbell of a");

    delete(younger);
    assertThat(watches.open()).isEmpty();
  }

  @Test
  void a_doorbell_rings_the_pool_that_is_left_and_not_the_one_that_is_gone() {
    var older = pool("p", "u1", "a");
    look(older);
    look(pool("q", "u2", "a"));
    delete(older);

    watches.ring("a");

    assertThat(rung).containsExactly(new ResourceID("q", "media"));
  }

  @Test
  void a_pool_that_changes_its_subscription_gives_the_old_one_back() {
    look(pool("p", "u1", "a"));

    look(pool("p", "u1", "b"));

    assertThat(watches.open()).containsExactly("samples of b", "doorbell of b");
  }

  @Test
  void a_pool_that_changes_something_else_keeps_its_subscription_open() {
    var pool = Manifests.exec();
    there.add("u1");
    look(pool);
    watches.open().add("since");

    look(Manifests.with("taskTimeout: 3m"));

    assertThat(watches.open()).containsExactly("samples of thumbs", "doorbell of thumbs", "since");
  }

  @Test
  void a_pool_that_becomes_invalid_holds_no_subscription_until_it_is_mended() {
    var valid = pool("p", "u1", "a");
    var memory = look(valid);
    var invalid = pool("p", "u1", "a/b");

    assertThatExceptionOfType(UsageException.class).isThrownBy(() -> look(invalid));
    assertThat(watches.open()).isEmpty();

    assertThat(look(valid)).isSameAs(memory);
    assertThat(watches.open()).containsExactly("samples of a", "doorbell of a");
  }
}
