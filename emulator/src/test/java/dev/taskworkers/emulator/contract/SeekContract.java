// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract;

import static dev.taskworkers.emulator.contract.OnPubSub.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.CreateSnapshotRequest;
import com.google.pubsub.v1.DeleteSnapshotRequest;
import com.google.pubsub.v1.ListSnapshotsRequest;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.Snapshot;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.Account;
import io.grpc.Status.Code;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Seeking to a time or to a snapshot. */
interface SeekContract extends OnPubSub {
  private void seek(String subscription, Instant time) {
    account()
        .subscriber()
        .seek(
            SeekRequest.newBuilder()
                .setSubscription(subscription)
                .setTime(Timestamp.newBuilder().setSeconds(time.getEpochSecond()))
                .build());
  }

  @Test
  default void a_seek_into_the_future_purges() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    account().publish(topic, "old");

    seek(subscription, Instant.now().plusSeconds(60));

    assertThat(account().glance(subscription, 1)).isEmpty();
  }

  @Test
  default void a_seek_into_the_past_replays_retained_messages() {
    var topic = account().newTopic();
    var subscription =
        account().newSubscription(topic, Subscription.newBuilder().setRetainAckedMessages(true));
    account().publish(topic, "replayed");
    account().acknowledge(subscription, account().pull(subscription, 1).get(0).getAckId());

    seek(subscription, Instant.now().minusSeconds(60));

    assertThat(Account.texts(account().pull(subscription, 1))).containsExactly("replayed");
  }

  @Test
  default void a_seek_to_a_snapshot_brings_back_what_was_not_acknowledged_then() {
    var topic = account().newTopic();
    var subscription =
        account().newSubscription(topic, Subscription.newBuilder().setRetainAckedMessages(true));
    account().publish(topic, "before");
    var snapshot = snapshot(subscription);
    account().publish(topic, "after");
    account()
        .pull(subscription, 2)
        .forEach(received -> account().acknowledge(subscription, received.getAckId()));

    account()
        .subscriber()
        .seek(
            SeekRequest.newBuilder()
                .setSubscription(subscription)
                .setSnapshot(snapshot.getName())
                .build());

    assertThat(Account.texts(account().pull(subscription, 2)))
        .containsExactlyInAnyOrder("before", "after");
  }

  private Snapshot snapshot(String subscription) {
    return account()
        .subscriber()
        .createSnapshot(
            CreateSnapshotRequest.newBuilder()
                .setName(account().newName("snapshots"))
                .setSubscription(subscription)
                .build());
  }

  @Test
  default void a_snapshot_is_listed_until_it_is_deleted() {
    var topic = account().newTopic();
    var snapshot = snapshot(account().newSubscription(topic));

    assertThat(snapshot.getTopic()).isEqualTo(topic);
    assertThat(
            account()
                .subscriber()
                .listSnapshots(
                    ListSnapshotsRequest.newBuilder()
                        .setProject(account().project())
                        .setPageSize(1000)
                        .build())
                .getSnapshotsList())
        .extracting(Snapshot::getName)
        .contains(snapshot.getName());

    var deletion = DeleteSnapshotRequest.newBuilder().setSnapshot(snapshot.getName()).build();
    account().subscriber().deleteSnapshot(deletion);
    assertRefused(Code.NOT_FOUND, () -> account().subscriber().deleteSnapshot(deletion));
  }
}
