package dev.taskworkers.lab.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.lab.cloud.contract.Account;
import dev.taskworkers.lab.cloud.contract.Stream;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** What Pub/Sub's clients notice of a fault. */
final class FaultsTest {
  private final MutableClock clock = MutableClock.epochUTC();
  private final LocalCloud cloud =
      LocalCloud.start(CloudOptions.kind().withPullHold(Duration.ofMillis(50)), clock);
  private final Account account =
      Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(5));
  private final String topic = account.newTopic();
  private final String subscription = account.newSubscription(topic);

  @AfterEach
  void stop() {
    account.close();
    cloud.close();
  }

  private static Code refusal(ThrowingCallable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call).getStatus().getCode();
  }

  @Test
  void while_pubsub_is_unavailable_calls_fail_and_open_streams_break() {
    var stream = Stream.open(account, subscription, 1);
    assertThat(stream.next(Duration.ofSeconds(5))).isPresent();

    cloud.faults().set(FaultKind.PUBSUB_UNAVAILABLE, Duration.ofMinutes(1));

    assertThat(stream.end().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(refusal(() -> account.publish(topic, "a"))).isEqualTo(Code.UNAVAILABLE);
    assertThat(refusal(() -> account.pullOnce(subscription, 1))).isEqualTo(Code.UNAVAILABLE);
    assertThatCode(account::newTopic).as("administration goes on").doesNotThrowAnyException();

    clock.add(Duration.ofMinutes(1));
    assertThat(account.publish(topic, "a")).hasSize(1);
  }

  @Test
  void a_silent_doorbell_can_not_be_pulled_but_others_can() {
    var doorbell =
        account.newSubscription(
            topic, Subscription.newBuilder().putLabels("taskworkers-doorbell", "thumbnails"));
    account.publish(topic, "a");
    cloud.faults().set(FaultKind.DOORBELL_SILENT);

    assertThat(refusal(() -> account.pullOnce(doorbell, 1))).isEqualTo(Code.UNAVAILABLE);
    assertThat(account.pullOnce(subscription, 1)).hasSize(1);

    cloud.faults().clear(FaultKind.DOORBELL_SILENT);
    assertThat(account.pullOnce(doorbell, 1)).hasSize(1);
  }

  @Test
  void a_stream_that_is_stuck_stays_open_and_says_nothing_while_a_new_one_works() {
    var stuck = Stream.open(account, subscription, 0);
    assertThat(stuck.next(Duration.ofSeconds(5))).isPresent();
    cloud.faults().set(FaultKind.STREAM_STUCK, "*", subscription);
    clock.add(Duration.ofSeconds(1));
    stuck.send(StreamingPullRequest.newBuilder());
    account.publish(topic, "a");

    try (var fresh = Stream.open(account, subscription, 0)) {
      assertThat(fresh.messages(1, Duration.ofSeconds(5))).hasSize(1);
    }
    assertThat(stuck.next(Duration.ZERO)).isEmpty();

    cloud.faults().clear();
    stuck.send(StreamingPullRequest.newBuilder());
    assertThat(stuck.next(Duration.ofSeconds(5))).as("the answer to a ping").isPresent();
    stuck.close();
  }

  @Test
  void permission_can_be_denied_for_one_method_on_some_resources() {
    cloud.faults().set(FaultKind.PERMISSION_DENIED, "Pull", "projects/*/subscriptions/t*");

    assertThat(refusal(() -> account.pullOnce(subscription, 1))).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(account.publish(topic, "a")).hasSize(1);
  }

  @Test
  void pulls_can_be_made_short_or_empty_for_one_subscription() {
    var other = account.newSubscription(topic);
    account.publish(topic, "a", "b", "c");

    cloud.faults().set(FaultKind.PULL_EMPTY, "Pull", subscription);
    assertThat(account.pullOnce(subscription, 10)).isEmpty();
    assertThat(account.pullOnce(other, 10)).hasSize(3);

    cloud.faults().clear();
    cloud.faults().set(FaultKind.PULL_SHORT, "Pull", subscription);
    assertThat(account.pullOnce(subscription, 10)).hasSize(1);
  }
}
