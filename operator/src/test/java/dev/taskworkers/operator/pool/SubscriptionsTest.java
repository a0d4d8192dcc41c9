// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.spec.Manifests;
import dev.taskworkers.operator.pool.spec.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is held of a subscription, from the first of its pools until the last lets go. */
final class SubscriptionsTest {
  private final OpenWatches watches = new OpenWatches();
  private final Subscriptions subscriptions = watches.subscriptions();
  private final List<String> rings = new ArrayList<>();
  private final Runnable first = () -> rings.add("first");
  private final Runnable second = () -> rings.add("second");

  private static Pool pool(String subscription) {
    return Manifests.valid(Manifests.with("subscriptions/thumbs", "subscriptions/" + subscription));
  }

  private PoolSources hold(Pool pool, Runnable onRing) {
    var sources = subscriptions.hold(pool, onRing, Optional.empty()).orElseThrow();
    sources.listen();
    return sources;
  }

  @Test
  void two_pools_on_one_subscription_share_its_samples_and_its_doorbell() {
    var one = hold(pool("a"), first);
    var other = hold(pool("a"), second);

    assertThat(other.check()).isSameAs(one.check());
    assertThat(watches.open()).containsExactly("samples of a", "doorbell of a");
  }

  @Test
  void nothing_is_opened_for_a_pool_that_does_not_listen() {
    subscriptions.hold(pool("a"), first, Optional.empty());

    assertThat(watches.open()).isEmpty();
  }

  @Test
  void what_listens_no_more_is_closed_and_opened_again_with_the_next_that_listens() {
    var held = hold(pool("a"), first);
    held.listen();
    held.unlisten();
    assertThat(watches.open()).isEmpty();

    held.listen();
    assertThat(watches.open()).containsExactly("samples of a", "doorbell of a");
  }

  @Test
  void they_are_kept_until_the_last_pool_lets_go() {
    var one = hold(pool("a"), first);
    var other = hold(pool("a"), second);

    subscriptions.release(one);
    assertThat(watches.open()).containsExactly("samples of a", "doorbell of a");

    subscriptions.release(other);
    assertThat(watches.open()).isEmpty();
  }

  @Test
  void a_ring_reaches_the_pools_that_hold_the_subscription_now() {
    var one = hold(pool("a"), first);
    hold(pool("a"), second);
    watches.ring("a");
    subscriptions.release(one);
    watches.ring("a");

    assertThat(rings).containsExactly("first", "second", "second");
  }

  @Test
  void pools_that_send_to_one_dead_letter_topic_have_it_checked_once() {
    var more = "deadLetter: {topic: dead}";
    var one = hold(Manifests.valid(Manifests.with(more)), first);
    var other = hold(Manifests.valid(Manifests.with(more)), second);

    assertThat(other.deadLetterTopic()).isPresent();
    assertThat(other.deadLetterTopic().get()).isSameAs(one.deadLetterTopic().get());
  }

  @Test
  void a_pool_that_changes_something_else_goes_on_listening() {
    var before = hold(pool("a"), first);
    subscriptions.hold(pool("a"), first, Optional.of(before));
    subscriptions.release(before);

    assertThat(watches.open()).containsExactly("samples of a", "doorbell of a");
  }

  @Test
  void a_pool_that_names_another_subscription_does_not_listen_to_that_yet() {
    var before = hold(pool("a"), first);
    subscriptions.hold(pool("b"), first, Optional.of(before));
    subscriptions.release(before);

    assertThat(watches.open()).isEmpty();
  }

  @Test
  void who_listens_when_all_is_over_opens_nothing() {
    var late = hold(pool("a"), first);
    subscriptions.close();
    late.listen();

    assertThat(watches.open()).isEmpty();
  }

  @Test
  void at_the_end_all_is_let_go_and_nothing_is_held_again() {
    hold(pool("a"), first);
    hold(pool("b"), second);

    subscriptions.close();

    assertThat(watches.open()).isEmpty();
    assertThat(subscriptions.hold(pool("a"), first, Optional.empty())).isEmpty();
  }
}
