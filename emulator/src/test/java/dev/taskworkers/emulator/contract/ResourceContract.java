// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.contract;

import static dev.taskworkers.emulator.contract.OnPubSub.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.DeleteTopicRequest;
import com.google.pubsub.v1.DetachSubscriptionRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.GetTopicRequest;
import com.google.pubsub.v1.ListSubscriptionsRequest;
import com.google.pubsub.v1.ListTopicSubscriptionsRequest;
import com.google.pubsub.v1.ListTopicsRequest;
import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import com.google.pubsub.v1.UpdateSubscriptionRequest;
import com.google.pubsub.v1.UpdateTopicRequest;
import dev.taskworkers.emulator.Account;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics and subscriptions as resources. */
interface ResourceContract extends OnPubSub {
  @Test
  default void a_topic_can_be_read_and_listed_until_it_is_deleted() {
    var topic = account().newTopic();

    var read = account().publisher().getTopic(GetTopicRequest.newBuilder().setTopic(topic).build());
    assertThat(read.getName()).isEqualTo(topic);
    assertThat(topicPages(1000)).contains(topic);

    deleteTopic(topic);
    assertRefused(
        Code.NOT_FOUND,
        () -> account().publisher().getTopic(GetTopicRequest.newBuilder().setTopic(topic).build()));
    assertRefused(Code.NOT_FOUND, () -> deleteTopic(topic));
  }

  private void deleteTopic(String topic) {
    account().publisher().deleteTopic(DeleteTopicRequest.newBuilder().setTopic(topic).build());
  }

  private List<String> topicPages(int pageSize) {
    var names = new ArrayList<String>();
    var token = "";
    do {
      var page =
          account()
              .publisher()
              .listTopics(
                  ListTopicsRequest.newBuilder()
                      .setProject(account().project())
                      .setPageSize(pageSize)
                      .setPageToken(token)
                      .build());
      assertThat(page.getTopicsCount()).isLessThanOrEqualTo(pageSize);
      page.getTopicsList().forEach(topic -> names.add(topic.getName()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return names;
  }

  @Test
  default void lists_come_in_pages_without_gaps_or_repetitions() {
    var created = List.of(account().newTopic(), account().newTopic(), account().newTopic());

    assertThat(topicPages(2)).containsAll(created).doesNotHaveDuplicates();
  }

  @Test
  default void a_name_can_be_used_once() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);

    assertRefused(
        Code.ALREADY_EXISTS,
        () -> account().publisher().createTopic(Topic.newBuilder().setName(topic).build()));
    assertRefused(
        Code.ALREADY_EXISTS,
        () ->
            account()
                .subscriber()
                .createSubscription(
                    Subscription.newBuilder().setName(subscription).setTopic(topic).build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ab", "1abc", "googtopic", "a b c", "a/b", ""})
  default void a_name_that_is_malformed_is_refused(String id) {
    var name = account().project() + "/topics/" + id;

    assertRefused(
        Code.INVALID_ARGUMENT,
        () -> account().publisher().createTopic(Topic.newBuilder().setName(name).build()));
  }

  @Test
  default void a_subscription_needs_a_topic_that_exists() {
    assertRefused(Code.NOT_FOUND, () -> account().newSubscription(account().newName("topics")));
  }

  @Test
  default void a_subscription_gets_the_documented_defaults() {
    var subscription = read(account().newSubscription(account().newTopic()));

    assertThat(subscription.getAckDeadlineSeconds()).isEqualTo(10);
    assertThat(subscription.getMessageRetentionDuration().getSeconds()).isEqualTo(7 * 86_400);
    assertThat(subscription.getRetainAckedMessages()).isFalse();
    assertThat(subscription.getEnableExactlyOnceDelivery()).isFalse();
  }

  private Subscription read(String name) {
    return account()
        .subscriber()
        .getSubscription(GetSubscriptionRequest.newBuilder().setSubscription(name).build());
  }

  @Test
  default void a_subscription_that_never_expires_says_so_by_an_empty_policy() {
    var subscription =
        read(
            account()
                .newSubscription(
                    account().newTopic(),
                    Subscription.newBuilder()
                        .setExpirationPolicy(
                            com.google.pubsub.v1.ExpirationPolicy.getDefaultInstance())));

    assertThat(subscription.hasExpirationPolicy()).isTrue();
    assertThat(subscription.getExpirationPolicy().hasTtl()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 9, 601})
  @Deviates("it accepts less than 10 seconds")
  default void an_ack_deadline_outside_10_to_600_seconds_is_refused(int seconds) {
    assertNotMade(Code.INVALID_ARGUMENT, Subscription.newBuilder().setAckDeadlineSeconds(seconds));
  }

  private void assertNotMade(Code code, Subscription.Builder settings) {
    var topic = account().newTopic();
    assertRefused(code, () -> account().newSubscription(topic, settings));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 101})
  @Deviates("it says OUT_OF_RANGE")
  default void delivery_attempts_outside_5_to_100_are_refused(int attempts) {
    assertNotMade(Code.INVALID_ARGUMENT, givingUp(account().newTopic(), attempts));
  }

  @Test
  @Deviates("it takes any name")
  default void the_topic_of_a_dead_letter_policy_must_exist() {
    assertNotMade(Code.NOT_FOUND, givingUp(account().newName("topics"), 5));
  }

  private static Subscription.Builder givingUp(String deadLetterTopic, int attempts) {
    return Subscription.newBuilder()
        .setDeadLetterPolicy(
            DeadLetterPolicy.newBuilder()
                .setDeadLetterTopic(deadLetterTopic)
                .setMaxDeliveryAttempts(attempts));
  }

  @Test
  default void a_back_off_above_600_seconds_is_refused() {
    assertNotMade(
        Code.INVALID_ARGUMENT,
        Subscription.newBuilder()
            .setRetryPolicy(
                RetryPolicy.newBuilder().setMaximumBackoff(Duration.newBuilder().setSeconds(601))));
  }

  @Test
  default void an_update_changes_the_masked_fields_only() {
    var name = account().newSubscription(account().newTopic());

    var updated =
        account()
            .subscriber()
            .updateSubscription(
                UpdateSubscriptionRequest.newBuilder()
                    .setSubscription(
                        Subscription.newBuilder()
                            .setName(name)
                            .setAckDeadlineSeconds(77)
                            .setRetainAckedMessages(true))
                    .setUpdateMask(FieldMask.newBuilder().addPaths("ack_deadline_seconds"))
                    .build());

    assertThat(updated.getAckDeadlineSeconds()).isEqualTo(77);
    assertThat(updated.getRetainAckedMessages()).isFalse();
    assertThat(read(name).getAckDeadlineSeconds()).isEqualTo(77);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retry_policy.minimum_backoff",
        "retry_policy.jitter",
        "ack_deadline_seconds.nanos",
        "labels.team",
        "jitter"
      })
  default void an_update_of_no_field_is_refused(String path) {
    var name = account().newSubscription(account().newTopic());

    assertRefused(
        Code.INVALID_ARGUMENT,
        () ->
            account()
                .subscriber()
                .updateSubscription(
                    UpdateSubscriptionRequest.newBuilder()
                        .setSubscription(Subscription.newBuilder().setName(name))
                        .setUpdateMask(FieldMask.newBuilder().addPaths(path))
                        .build()));
  }

  @Test
  default void an_update_without_a_mask_or_of_a_fixed_field_is_refused() {
    var name = account().newSubscription(account().newTopic());
    var update =
        UpdateSubscriptionRequest.newBuilder()
            .setSubscription(Subscription.newBuilder().setName(name).setFilter("attributes:x"));

    assertRefused(
        Code.INVALID_ARGUMENT, () -> account().subscriber().updateSubscription(update.build()));
    assertRefused(
        Code.INVALID_ARGUMENT,
        () ->
            account()
                .subscriber()
                .updateSubscription(
                    update.setUpdateMask(FieldMask.newBuilder().addPaths("filter")).build()));
  }

  @Test
  @Deviates("it can update schema settings only")
  default void labels_of_a_topic_can_be_changed() {
    var name = account().newTopic();

    var updated =
        account()
            .publisher()
            .updateTopic(
                UpdateTopicRequest.newBuilder()
                    .setTopic(Topic.newBuilder().setName(name).putLabels("team", "media"))
                    .setUpdateMask(FieldMask.newBuilder().addPaths("labels"))
                    .build());

    assertThat(updated.getLabelsMap()).containsEntry("team", "media");
  }

  @Test
  default void a_topic_lists_its_subscriptions() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);

    assertThat(subscriptionsOf(topic)).containsExactly(subscription);
    var listed =
        account()
            .subscriber()
            .listSubscriptions(
                ListSubscriptionsRequest.newBuilder()
                    .setProject(account().project())
                    .setPageSize(1000)
                    .build());
    assertThat(listed.getSubscriptionsList())
        .extracting(Subscription::getName)
        .contains(subscription);
  }

  private List<String> subscriptionsOf(String topic) {
    return account()
        .publisher()
        .listTopicSubscriptions(ListTopicSubscriptionsRequest.newBuilder().setTopic(topic).build())
        .getSubscriptionsList();
  }

  @Test
  default void a_subscription_outlives_its_topic_with_its_messages() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    account().publish(topic, "still here");

    deleteTopic(topic);

    assertThat(read(subscription).getTopic()).isEqualTo("_deleted-topic_");
    assertThat(Account.texts(account().pull(subscription, 1))).containsExactly("still here");
  }

  @Test
  default void a_deleted_subscription_cannot_be_pulled_from() {
    var subscription = account().newSubscription(account().newTopic());

    account()
        .subscriber()
        .deleteSubscription(
            DeleteSubscriptionRequest.newBuilder().setSubscription(subscription).build());

    assertRefused(Code.NOT_FOUND, () -> account().pullOnce(subscription, 1));
    assertRefused(Code.NOT_FOUND, () -> account().acknowledge(subscription, "any"));
  }

  @Test
  @Deviates("it can not detach")
  default void a_detached_subscription_says_so_and_gives_nothing() {
    var topic = account().newTopic();
    var subscription = account().newSubscription(topic);
    account().publish(topic, "lost");

    account()
        .publisher()
        .detachSubscription(
            DetachSubscriptionRequest.newBuilder().setSubscription(subscription).build());

    assertThat(read(subscription).getDetached()).isTrue();
    assertThat(subscriptionsOf(topic)).isEmpty();
    assertRefused(Code.FAILED_PRECONDITION, () -> account().pullOnce(subscription, 1));
  }
}
