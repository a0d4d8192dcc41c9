// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Duration;
import com.google.pubsub.v1.BigQueryConfig;
import com.google.pubsub.v1.BigtableConfig;
import com.google.pubsub.v1.CloudStorageConfig;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.ExpirationPolicy;
import com.google.pubsub.v1.PushConfig;
import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.CheckResult.Fit;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.Source;
import io.grpc.Status;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said about a subscription and about a dead-letter topic. */
final class ChecksTest {
  private static final ResourceName NAME = ResourceName.subscription("acme", "thumbs");
  private static final ResourceName DEAD = ResourceName.topic("acme", "dead");

  private final ScriptedPubSub pubsub = new ScriptedPubSub();

  @AfterEach
  void close() {
    pubsub.close();
  }

  private static Subscription.Builder pull() {
    return Subscription.newBuilder()
        .setName(NAME.toString())
        .setTopic("projects/acme/topics/thumbs")
        .setFilter("attributes:size")
        .setExpirationPolicy(ExpirationPolicy.getDefaultInstance());
  }

  @Test
  void a_dead_letter_policy_of_few_deliveries_is_told_with_the_command_that_mends_it() {
    pubsub.has(pull().setDeadLetterPolicy(policy(5)).build());

    var few = pubsub.subscriptionCheck().apply(NAME).fewDeliveries();

    assertThat(few.orElseThrow().toString())
        .contains("after 5 deliveries", "so allow as many deliveries as Pub/Sub does: gcloud")
        .endsWith(
            "gcloud pubsub subscriptions update projects/acme/subscriptions/thumbs"
                + " --dead-letter-topic=projects/acme/topics/dead --max-delivery-attempts=100");
    pubsub.has(pull().setDeadLetterPolicy(policy(100)).build());
    assertThat(pubsub.subscriptionCheck().apply(NAME).fewDeliveries()).isEmpty();
  }

  @Test
  void a_retry_policy_is_told_with_the_command_that_clears_it() {
    var policy = RetryPolicy.newBuilder().setMinimumBackoff(Duration.newBuilder().setSeconds(30));
    pubsub.has(pull().setRetryPolicy(policy).build());

    assertThat(pubsub.subscriptionCheck().apply(NAME).retryPolicy().orElseThrow().toString())
        .contains("delays each redelivery by 30 to 600 s")
        .endsWith(
            "gcloud pubsub subscriptions update projects/acme/subscriptions/thumbs"
                + " --clear-retry-policy");
    pubsub.has(pull().build());
    assertThat(pubsub.subscriptionCheck().apply(NAME).retryPolicy()).isEmpty();
  }

  private static DeadLetterPolicy policy(int attempts) {
    return DeadLetterPolicy.newBuilder()
        .setDeadLetterTopic(DEAD.toString())
        .setMaxDeliveryAttempts(attempts)
        .build();
  }

  static Stream<Arguments> subscriptions() {
    return Stream.of(
        arguments(pull(), Fit.YES, "Ready", "can be pulled."),
        arguments(
            pull()
                .setExpirationPolicy(
                    ExpirationPolicy.newBuilder()
                        .setTtl(Duration.newBuilder().setSeconds(31 * 86_400))),
            Fit.YES,
            "Expires",
            "expires after 31 days without use, and what is published later is lost. Set its"
                + " expiration to never: gcloud pubsub subscriptions update "
                + NAME
                + " --expiration-period=never"),
        arguments(
            pull().setPushConfig(PushConfig.newBuilder().setPushEndpoint("https://acme.test")),
            Fit.NO,
            "NotPull",
            "workers need a pull subscription"),
        arguments(
            pull().setBigqueryConfig(BigQueryConfig.newBuilder().setTable("t")),
            Fit.NO,
            "NotPull",
            "workers need a pull subscription"),
        arguments(
            pull().setBigtableConfig(BigtableConfig.newBuilder().setTable("t")),
            Fit.NO,
            "NotPull",
            "workers need a pull subscription"),
        arguments(
            pull().setCloudStorageConfig(CloudStorageConfig.newBuilder().setBucket("b")),
            Fit.NO,
            "NotPull",
            "workers need a pull subscription"),
        arguments(
            pull().setDetached(true), Fit.NO, "Detached", "is detached from its topic; create"),
        arguments(
            pull().setTopic("_deleted-topic_"),
            Fit.NO,
            "TopicDeleted",
            "The topic of subscription projects/acme/subscriptions/thumbs was deleted"));
  }

  @DisplayName("a subscription that is found")
  @ParameterizedTest(name = "{2}")
  @MethodSource("subscriptions")
  void found(Subscription.Builder subscription, Fit fit, String reason, String words) {
    pubsub.has(subscription.build());

    var verdict = pubsub.subscriptionCheck().apply(NAME);

    assertThat(verdict.fit()).isEqualTo(fit);
    assertThat(verdict.reason()).isEqualTo(reason);
    assertThat(verdict.message()).contains(NAME.toString(), words);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(Status.NOT_FOUND, Fit.NO, "NotFound", "correct spec.subscription"),
        arguments(
            Status.PERMISSION_DENIED,
            Fit.UNKNOWN,
            "PermissionDenied",
            "grant it roles/pubsub.viewer there. The pool works without this check."),
        arguments(
            Status.INVALID_ARGUMENT.withDescription("bad name"), Fit.NO, "InvalidName", "bad name"),
        arguments(
            Status.UNAVAILABLE.withDescription("down"),
            Fit.UNKNOWN,
            "NoAnswer",
            "UNAVAILABLE, down"),
        arguments(Status.DEADLINE_EXCEEDED, Fit.UNKNOWN, "NoAnswer", "DEADLINE_EXCEEDED"));
  }

  @DisplayName("a subscription that Pub/Sub does not show")
  @ParameterizedTest(name = "{2}")
  @MethodSource("refusals")
  void refused(Status status, Fit fit, String reason, String words) {
    pubsub.refuses(status);

    var verdict = pubsub.subscriptionCheck().apply(NAME);

    assertThat(verdict.fit()).isEqualTo(fit);
    assertThat(verdict.reason()).isEqualTo(reason);
    assertThat(verdict.message()).contains(NAME.toString(), words);
  }

  @Test
  void the_topic_and_the_filter_are_told_for_the_doorbell() {
    pubsub.has(pull().build());

    var verdict = pubsub.subscriptionCheck().apply(NAME);

    assertThat(verdict.source())
        .isEqualTo(new Source("projects/acme/topics/thumbs", "attributes:size", List.of()));
  }

  @Test
  void a_dead_letter_topic_with_a_subscription_is_fit() {
    pubsub.hasTopicWith(List.of("projects/acme/subscriptions/dead"));

    assertThat(pubsub.deadLetterTopicCheck().apply(DEAD).fit()).isEqualTo(Fit.YES);
  }

  @Test
  void an_empty_page_does_not_say_that_a_dead_letter_topic_has_no_subscription() {
    pubsub.hasTopicWith(List.of("projects/acme/subscriptions/dead"));
    pubsub.beginsWithEmptyPages(2);
    assertThat(pubsub.deadLetterTopicCheck().apply(DEAD).fit()).isEqualTo(Fit.YES);

    pubsub.beginsWithEmptyPages(Integer.MAX_VALUE);
    assertThat(pubsub.deadLetterTopicCheck().apply(DEAD).fit()).isEqualTo(Fit.UNKNOWN);
  }

  @Test
  void a_dead_letter_topic_without_a_subscription_loses_tasks() {
    var verdict = pubsub.deadLetterTopicCheck().apply(DEAD);

    assertThat(verdict)
        .isEqualTo(
            CheckResult.of(
                CheckResult.State.NO_SUBSCRIPTION,
                "Dead-letter topic projects/acme/topics/dead has no subscription, so the tasks that"
                    + " are sent there are lost; create one."));
  }

  static Stream<Arguments> topicRefusals() {
    return Stream.of(
        arguments(Status.NOT_FOUND, Fit.NO, "NotFound", "correct spec.deadLetter.topic"),
        arguments(Status.PERMISSION_DENIED, Fit.UNKNOWN, "PermissionDenied", "roles/pubsub.viewer"),
        arguments(Status.UNAVAILABLE, Fit.UNKNOWN, "NoAnswer", "UNAVAILABLE"));
  }

  @DisplayName("a dead-letter topic that Pub/Sub does not show")
  @ParameterizedTest(name = "{2}")
  @MethodSource("topicRefusals")
  void dead_letter_refused(Status status, Fit fit, String reason, String words) {
    pubsub.refuses(status);

    var verdict = pubsub.deadLetterTopicCheck().apply(DEAD);

    assertThat(verdict.fit()).isEqualTo(fit);
    assertThat(verdict.reason()).isEqualTo(reason);
    assertThat(verdict.message()).contains(DEAD.toString(), words);
  }
}
