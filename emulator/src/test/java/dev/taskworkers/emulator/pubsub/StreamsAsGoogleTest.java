// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.CreateSnapshotRequest;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.Snapshot;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import com.google.pubsub.v1.UpdateSnapshotRequest;
import com.google.pubsub.v1.UpdateTopicRequest;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.contract.Stream;
import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.transport.ApiError;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.emulator.transport.Faults;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** Streams, new subscriptions and seeks that are no kinder than Google's. */
final class StreamsAsGoogleTest {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration A_MOMENT = Duration.ofMillis(200);

  private final MutableClock clock = MutableClock.epochUTC();
  private final LocalCloud cloud =
      LocalCloud.start(
          CloudOptions.undisturbed()
              .withPullHold(Duration.ofMillis(50))
              .withStreams(StreamOptions.asGoogle(1)),
          clock);
  private final Account account = Account.at("127.0.0.1:" + cloud.pubsubPort(), SOON);
  private final String topic = account.newTopic();
  private final String subscription = account.newSubscription(topic);

  @AfterEach
  void stop() {
    account.close();
    cloud.close();
  }

  private void after(Duration time) {
    clock.add(time);
    cloud.advance();
  }

  /** A stream of a subscription that everyone knows. */
  private Stream opened() {
    after(Duration.ofSeconds(5));
    var stream = Stream.open(account, subscription, 0);
    assertThat(stream.next(SOON)).as("the properties").isPresent();
    after(Duration.ofMillis(500));
    return stream;
  }

  private void ping(Stream stream) {
    stream.send(StreamingPullRequest.newBuilder());
  }

  @Test
  void who_watches_hears_of_each_stream_and_of_those_that_the_cloud_ends() {
    var heard = new ArrayList<String>();
    cloud.observe(
        new CloudObserver() {
          @Override
          public void streamOpened(String name, String client, Instant made) {
            heard.add("opened");
          }

          @Override
          public void streamEnded(String name, String client) {
            heard.add("ended");
          }
        });
    var left = opened();
    left.close();
    left.end();
    var ended = opened();
    after(Duration.ofSeconds(60));

    assertThat(ended.end().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(heard).containsExactly("opened", "opened", "ended");
  }

  @Test
  void a_stream_on_which_the_client_says_nothing_for_a_minute_is_ended() {
    var stream = opened();
    after(Duration.ofSeconds(50));
    ping(stream);
    assertThat(stream.next(SOON)).isPresent();
    after(Duration.ofSeconds(59));
    ping(stream);
    assertThat(stream.next(SOON)).as("it was still open").isPresent();

    after(Duration.ofSeconds(60));

    assertThat(stream.end().getCode()).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void every_stream_is_ended_after_about_half_an_hour_and_never_in_order() {
    var stream = opened();
    for (var minute = 0; minute < 48; minute++) {
      ping(stream);
      assertThat(stream.next(SOON)).isPresent();
      after(Duration.ofSeconds(30));
    }

    after(Duration.ofMinutes(11));

    assertThat(stream.end().getCode()).isEqualTo(Code.UNAVAILABLE);
  }

  @Test
  void a_stream_opens_slowly() {
    after(Duration.ofSeconds(5));
    account.publish(topic, "a");
    try (var stream = Stream.open(account, subscription, 0)) {
      assertThat(stream.messages(1, A_MOMENT)).isEmpty();
      after(Duration.ofMillis(500));
      assertThat(stream.messages(1, SOON)).hasSize(1);
    }
  }

  @Test
  void a_new_subscription_is_not_there_for_everyone_and_deaf_where_it_is() {
    var ends = new ArrayList<Code>();
    var deaf = 0;
    for (var i = 0; i < 20; i++) {
      var fresh = account.newSubscription(topic);
      cloud.faults().set(FaultKind.NEW_SUBSCRIPTION_LATE, "*", fresh);
      var stream = Stream.open(account, fresh, 0);
      if (stream.next(SOON).isEmpty()) {
        ends.add(stream.end().getCode());
        continue;
      }
      after(Duration.ofSeconds(1));
      account.publish(topic, "a");
      deaf += stream.messages(1, A_MOMENT).isEmpty() ? 1 : 0;
      try (var second = open(fresh, Duration.ofSeconds(30))) {
        assertThat(second.messages(1, SOON)).as("a later stream hears").hasSize(1);
      }
      stream.close();
      break;
    }

    assertThat(deaf).isEqualTo(1);
    assertThat(ends).allMatch(Code.NOT_FOUND::equals);
  }

  @Test
  void one_in_twenty_new_subscriptions_is_late() {
    var conditions = new StreamConditions(clock, new Faults(clock), StreamOptions.asGoogle(1));
    var late = 0;
    for (var i = 0; i < 1000; i++) {
      try {
        late += conditions.draw("projects/p/subscriptions/s" + i, clock.instant()).deaf() ? 1 : 0;
      } catch (ApiError notFound) {
        late++;
      }
    }

    assertThat(late).isBetween(30, 70);
  }

  private Stream open(String name, Duration later) {
    after(later);
    var stream = Stream.open(account, name, 0);
    assertThat(stream.next(SOON)).isPresent();
    after(Duration.ofMillis(500));
    return stream;
  }

  @Test
  void half_of_what_a_seek_leaves_behind_may_still_come_for_a_minute() {
    account.publish(topic, Collections.nCopies(100, "old").toArray(String[]::new));
    after(Duration.ofSeconds(1));
    account
        .subscriber()
        .seek(
            SeekRequest.newBuilder()
                .setSubscription(subscription)
                .setTime(Timestamp.newBuilder().setSeconds(clock.instant().getEpochSecond()))
                .build());
    account.publish(topic, "new");

    assertThat(account.glance(subscription, 1000)).hasSize(51);
    after(Duration.ofSeconds(60));
    assertThat(Account.texts(account.glance(subscription, 1000))).containsExactly("new");
  }

  @Test
  void a_mute_stream_brings_messages_and_answers_nothing() {
    try (var stream = opened()) {
      cloud.faults().set(FaultKind.STREAM_MUTE, "*", subscription);
      ping(stream);
      assertThat(stream.next(A_MOMENT)).isEmpty();
      account.publish(topic, "a");
      assertThat(stream.messages(1, SOON)).hasSize(1);
    }
  }

  @Test
  void a_deaf_stream_answers_and_brings_nothing() {
    try (var stream = opened()) {
      cloud.faults().set(FaultKind.STREAM_DEAF, "*", subscription);
      account.publish(topic, "a");
      ping(stream);
      assertThat(stream.next(SOON)).isPresent();
      assertThat(stream.messages(1, A_MOMENT)).isEmpty();
    }
  }

  @Test
  void an_ack_id_that_is_none_aborts_the_stream() {
    try (var stream = opened()) {
      stream.send(StreamingPullRequest.newBuilder().addAckIds("none"));
      assertThat(stream.end().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void a_protocol_version_is_for_the_opening_alone() {
    try (var stream = opened()) {
      stream.send(StreamingPullRequest.newBuilder().setProtocolVersion(1));
      assertThat(stream.end().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void a_request_of_more_than_512_kibibytes_is_refused() {
    var ids = Collections.nCopies(3000, "i".repeat(180));
    var request = AcknowledgeRequest.newBuilder().setSubscription(subscription).addAllAckIds(ids);

    var refusal =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> account.subscriber().acknowledge(request.build()));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(refusal.getStatus().getDescription()).contains("exceeds the limit: 524288 bytes");
  }

  @Test
  void labels_are_checked() {
    var snapshot =
        account
            .subscriber()
            .createSnapshot(
                CreateSnapshotRequest.newBuilder()
                    .setName(account.newName("snapshots"))
                    .setSubscription(subscription)
                    .build());
    var bad = Map.of("Team", "x");
    var mask = FieldMask.newBuilder().addPaths("labels").build();
    List<ThrowingCallable> calls =
        List.of(
            () -> account.newSubscription(topic, Subscription.newBuilder().putAllLabels(bad)),
            () ->
                account
                    .publisher()
                    .createTopic(
                        Topic.newBuilder()
                            .setName(account.newName("topics"))
                            .putAllLabels(bad)
                            .build()),
            () ->
                account
                    .publisher()
                    .updateTopic(
                        UpdateTopicRequest.newBuilder()
                            .setTopic(Topic.newBuilder().setName(topic).putAllLabels(bad))
                            .setUpdateMask(mask)
                            .build()),
            () ->
                account
                    .subscriber()
                    .createSnapshot(
                        CreateSnapshotRequest.newBuilder()
                            .setName(account.newName("snapshots"))
                            .setSubscription(subscription)
                            .putAllLabels(bad)
                            .build()),
            () ->
                account
                    .subscriber()
                    .updateSnapshot(
                        UpdateSnapshotRequest.newBuilder()
                            .setSnapshot(
                                Snapshot.newBuilder().setName(snapshot.getName()).putAllLabels(bad))
                            .setUpdateMask(mask)
                            .build()));

    assertThat(calls)
        .allSatisfy(
            call -> {
              var refusal = catchThrowableOfType(StatusRuntimeException.class, call);
              assertThat(refusal).hasMessageContaining("Invalid label (Team=x)");
              assertThat(refusal.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
            });
  }

  @Test
  void a_stream_that_opens_while_its_subscription_is_deleted_hears_so() {
    var desk = new Desk();
    var queue = desk.subscribe(Subscription.newBuilder());
    desk.broker.run((all, now) -> all.deleteSubscription(queue.config().getName()));

    var refusal = catchThrowableOfType(ApiError.class, () -> desk.pull(queue, 1));

    assertThat(refusal).hasMessageContaining("workers");
  }
}
