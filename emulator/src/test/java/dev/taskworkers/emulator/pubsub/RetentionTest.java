// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.pubsub.v1.Snapshot;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.pubsub.delivery.CapacityOptions;
import dev.taskworkers.emulator.pubsub.delivery.DeliveryOptions;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import dev.taskworkers.emulator.transport.ApiError;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long, and how much, is kept. */
final class RetentionTest {
  private static final Duration WEEK = Duration.ofDays(7);

  private final Desk desk = new Desk();

  @Test
  void messages_are_kept_for_7_days_and_not_longer_even_if_leased() {
    var subscription = desk.subscribe(Subscription.newBuilder());
    desk.publish("waiting", "leased");
    desk.advance(WEEK);
    assertThat(desk.pull(subscription, 1)).hasSize(1);
    assertThat(desk.undelivered(subscription)).isEqualTo(2);

    desk.advance(Duration.ofMillis(1));

    assertThat(desk.undelivered(subscription)).isZero();
    assertThat(desk.pull(subscription, 1)).isEmpty();
  }

  @Test
  void the_oldest_age_is_that_of_the_oldest_message_held_or_not() {
    var subscription = desk.subscribe(Subscription.newBuilder().setAckDeadlineSeconds(600));
    desk.publish("old");
    desk.advance(Duration.ofSeconds(30));
    desk.publish("young");
    var old = desk.pull(subscription, 1).get(0);
    desk.advance(Duration.ofSeconds(30));

    var before = subscription.view(desk.clock.instant());
    desk.acknowledge(subscription, old);
    var after = subscription.view(desk.clock.instant());

    assertThat(before.oldestUnackedAge()).isEqualTo(Duration.ofSeconds(60));
    assertThat(before.leased()).isEqualTo(1);
    assertThat(after.oldestUnackedAge()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void a_seek_replays_retained_messages_from_that_time_on() {
    var subscription = desk.subscribe(Subscription.newBuilder().setRetainAckedMessages(true));
    desk.publish("too old");
    desk.advance(Duration.ofMinutes(1));
    desk.publish("replayed");
    desk.pull(subscription, 2).forEach(lease -> desk.acknowledge(subscription, lease));

    desk.broker.run(
        (all, now) ->
            subscription.seek(Instant.EPOCH.plus(Duration.ofMinutes(1)), now, Duration.ZERO));

    assertThat(Desk.texts(desk.pull(subscription, 2))).containsExactly("replayed");
  }

  @Test
  void a_seek_to_a_snapshot_keeps_what_a_purge_before_it_would_still_have_taken() {
    var subscription = desk.subscribe(Subscription.newBuilder());
    var name = subscription.config().getName();
    desk.publish("a", "b", "c", "d");
    var snapshot =
        desk.broker.call(
            (all, now) ->
                all.createSnapshot(
                    Snapshot.newBuilder().setName("projects/p/snapshots/s").build(), name, now));
    desk.advance(Duration.ofSeconds(10));
    desk.broker.run((all, now) -> subscription.seek(now, now, Duration.ofSeconds(40)));
    desk.advance(Duration.ofSeconds(5));

    desk.broker.run((all, now) -> subscription.replace(snapshot.messages()));
    desk.advance(Duration.ofSeconds(40));

    assertThat(Desk.texts(desk.pull(subscription, 4))).containsExactly("a", "b", "c", "d");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void what_nobody_reads_takes_no_memory_when_its_retention_is_over(boolean ordered) {
    var subscription = desk.subscribe(Subscription.newBuilder().setEnableMessageOrdering(ordered));
    desk.publish("given back", "unread");
    var kept = subscription.unacknowledged().stream().map(WeakReference::new).toList();
    desk.pull(subscription, 1).forEach(lease -> desk.nack(subscription, lease));

    desk.advance(WEEK.plusMillis(1));
    System.gc();

    assertThat(kept).hasSize(2).allMatch(message -> message.refersTo(null));
  }

  @Test
  void a_seek_ends_all_leases() {
    var subscription = desk.subscribe(Subscription.newBuilder());
    desk.publish("a");
    var lease = desk.pull(subscription, 1).get(0);

    desk.broker.run((all, now) -> subscription.seek(Instant.EPOCH, now, Duration.ZERO));

    assertThat(desk.acknowledge(subscription, lease)).isFalse();
    assertThat(Desk.texts(desk.pull(subscription, 1))).containsExactly("a");
  }

  @Test
  void a_snapshot_expires_a_week_after_its_oldest_message() {
    var subscription = desk.subscribe(Subscription.newBuilder());
    desk.publish("a");
    desk.advance(Duration.ofDays(2));
    var snapshot = Snapshot.newBuilder().setName("projects/p/snapshots/before-deploy").build();

    var expiry =
        desk.broker.call(
            (all, now) ->
                all.createSnapshot(snapshot, subscription.config().getName(), now)
                    .config()
                    .getExpireTime());
    assertThat(Times.instant(expiry)).isEqualTo(Instant.EPOCH.plus(WEEK));

    desk.advance(Duration.ofDays(5));
    assertThat(desk.broker.<Integer>call((all, now) -> all.snapshots().size())).isZero();
  }

  @Test
  void a_full_broker_refuses_until_something_is_acknowledged() {
    var small = new Desk(new CapacityOptions(2, 1_000_000), DeliveryOptions.undisturbed());
    var subscription = small.subscribe(Subscription.newBuilder());
    small.publish("1", "2");

    assertThatExceptionOfType(ApiError.class)
        .isThrownBy(() -> small.publish("3"))
        .withMessageContaining("keeps 2 messages");

    small.acknowledge(subscription, small.pull(subscription, 1).get(0));
    small.publish("3");
  }
}
