// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberBlockingStub;
import dev.taskworkers.emulator.pubsub.PullOptions;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionView;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** What a subscriber meets with by default, as at Google, one thing at a time. */
final class UnkindPullsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofHours(1);

  private final MutableClock clock = MutableClock.epochUTC();
  private LocalCloud cloud;
  private Account account;
  private String topic;
  private String subscription;

  private void start(PullOptions pulls) {
    cloud = LocalCloud.start(CloudOptions.undisturbed().withPulls(pulls), clock);
    account = Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(30));
    topic = account.newTopic();
    subscription = account.newSubscription(topic);
  }

  @AfterEach
  void stop() {
    account.close();
    cloud.close();
  }

  private void publish(int count) {
    account.publish(
        topic, IntStream.range(0, count).mapToObj(String::valueOf).toArray(String[]::new));
  }

  private SubscriptionView truth() {
    return cloud.subscription(subscription).orElseThrow();
  }

  private SubscriberBlockingStub impatient() {
    return account.subscriber().withDeadlineAfter(200, TimeUnit.MILLISECONDS);
  }

  private PullRequest one() {
    return PullRequest.newBuilder().setSubscription(subscription).setMaxMessages(1).build();
  }

  @Test
  void a_pull_brings_any_part_of_what_it_asks_for_though_more_waits() {
    start(new PullOptions(SHORT, Duration.ZERO, Duration.ZERO, 0, true, Duration.ZERO, 7));
    publish(1000);

    var sizes = new HashSet<Integer>();
    for (var pull = 0; pull < 40; pull++) {
      sizes.add(account.pullOnce(subscription, 20).size());
    }

    assertThat(sizes).allMatch(size -> size >= 1 && size <= 20).hasSizeGreaterThan(10);
  }

  @Test
  void a_pull_may_bring_nothing_though_messages_wait() {
    start(new PullOptions(LONG, Duration.ZERO, Duration.ZERO, 0.5, false, Duration.ZERO, 7));
    publish(1000);

    var sizes = new HashSet<Integer>();
    for (var pull = 0; pull < 40; pull++) {
      sizes.add(account.pullOnce(subscription, 5).size());
    }

    assertThat(sizes).containsExactlyInAnyOrder(0, 5);
  }

  @Test
  void what_a_call_does_is_done_before_its_answer_arrives() {
    start(new PullOptions(SHORT, LONG, LONG, 0, false, Duration.ZERO, 7));
    publish(1);

    var late = catchThrowableOfType(StatusRuntimeException.class, () -> impatient().pull(one()));

    assertThat(late.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
    await().atMost(PATIENCE).until(() -> truth().leased() == 1);
    clock.add(Duration.ofMinutes(10));
    cloud.advance();
    assertThat(truth().leased()).as("until the ack deadline is over").isZero();
  }
}
