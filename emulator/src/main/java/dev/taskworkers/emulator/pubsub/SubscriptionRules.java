// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.protobuf.Message;
import com.google.pubsub.v1.ExpirationPolicy;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import dev.taskworkers.emulator.pubsub.delivery.Transforms;
import dev.taskworkers.emulator.transport.ApiError;
import java.time.Duration;
import java.util.Set;

/** Google's defaults and limits for the settings of a subscription. */
final class SubscriptionRules {
  /** What UpdateSubscription may change; topic, filter and ordering are for life. */
  public static final Set<String> MUTABLE =
      Set.of(
          "ack_deadline_seconds",
          "push_config",
          "retain_acked_messages",
          "message_retention_duration",
          "labels",
          "expiration_policy",
          "dead_letter_policy",
          "retry_policy",
          "enable_exactly_once_delivery",
          "bigquery_config",
          "cloud_storage_config",
          "message_transforms");

  private static final int SHORTEST_DEADLINE = 10;
  private static final int LONGEST_DEADLINE = 600;
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(600);
  private static final int FEWEST_ATTEMPTS = 5;
  private static final int MOST_ATTEMPTS = 100;
  private static final Duration SHORTEST_RETENTION = Duration.ofMinutes(10);
  private static final Duration LONGEST_RETENTION = Duration.ofDays(31);
  private static final Duration DEFAULT_RETENTION = Duration.ofDays(7);
  private static final Duration SHORTEST_LIFE = Duration.ofDays(1);
  private static final Duration DEFAULT_LIFE = Duration.ofDays(31);
  private static final int LONGEST_REQUEST_BYTES = 512 * 1024;

  private SubscriptionRules() {}

  /** The settings with Google's defaults in place of what is not set. */
  public static Subscription complete(Subscription wanted) {
    var complete = wanted.toBuilder().setState(Subscription.State.ACTIVE).setDetached(false);
    if (wanted.getAckDeadlineSeconds() == 0) {
      complete.setAckDeadlineSeconds(SHORTEST_DEADLINE);
    }
    if (!wanted.hasMessageRetentionDuration()) {
      complete.setMessageRetentionDuration(Times.duration(DEFAULT_RETENTION));
    }
    if (!wanted.hasExpirationPolicy()) {
      complete.setExpirationPolicy(
          ExpirationPolicy.newBuilder().setTtl(Times.duration(DEFAULT_LIFE)));
    }
    if (wanted.hasDeadLetterPolicy()
        && wanted.getDeadLetterPolicy().getMaxDeliveryAttempts() == 0) {
      complete.getDeadLetterPolicyBuilder().setMaxDeliveryAttempts(FEWEST_ATTEMPTS);
    }
    return complete.build();
  }

  public static void check(Subscription settings) {
    ackDeadline("ack_deadline_seconds", settings.getAckDeadlineSeconds());
    within(
        "message_retention_duration",
        Times.duration(settings.getMessageRetentionDuration()),
        SHORTEST_RETENTION,
        LONGEST_RETENTION);
    Labels.check(settings.getLabelsMap());
    checkRetryPolicy(settings);
    checkDeadLetterPolicy(settings);
    Transforms.parse(settings.getMessageTransformsList());
    if (settings.getExpirationPolicy().hasTtl()) {
      within(
          "expiration_policy.ttl",
          Times.duration(settings.getExpirationPolicy().getTtl()),
          SHORTEST_LIFE,
          Duration.ofDays(365));
    }
  }

  private static void checkRetryPolicy(Subscription settings) {
    var policy = settings.getRetryPolicy();
    var minimum = Times.duration(policy.getMinimumBackoff());
    var maximum = Times.duration(policy.getMaximumBackoff());
    within("retry_policy.minimum_backoff", minimum, Duration.ZERO, LONGEST_BACKOFF);
    within("retry_policy.maximum_backoff", maximum, Duration.ZERO, LONGEST_BACKOFF);
    if (policy.hasMinimumBackoff()
        && policy.hasMaximumBackoff()
        && minimum.compareTo(maximum) > 0) {
      throw ApiError.invalid(
          "The minimum backoff of the retry policy must not exceed its maximum backoff.");
    }
  }

  private static void checkDeadLetterPolicy(Subscription settings) {
    if (settings.hasDeadLetterPolicy()) {
      var policy = settings.getDeadLetterPolicy();
      Names.requireTopic(policy.getDeadLetterTopic());
      within(
          "dead_letter_policy.max_delivery_attempts",
          policy.getMaxDeliveryAttempts(),
          FEWEST_ATTEMPTS,
          MOST_ATTEMPTS);
    }
  }

  /** Only a subscription that is attached and has no push endpoint can be pulled from. */
  public static void requirePullable(Subscription settings) {
    if (settings.getDetached()) {
      throw Catalog.detached();
    }
    if (!settings.getPushConfig().getPushEndpoint().isEmpty()) {
      throw ApiError.precondition(
          "This method is not supported for this subscription type: it pushes to "
              + settings.getPushConfig().getPushEndpoint()
              + ".");
    }
    if (settings.hasBigqueryConfig()
        || settings.hasBigtableConfig()
        || settings.hasCloudStorageConfig()) {
      throw ApiError.precondition(
          "This method is not supported for this subscription type: it exports.");
    }
  }

  /** Acknowledgements and deadlines come in requests of at most 512 KiB. */
  public static void requireShort(Message request) {
    if (request.getSerializedSize() > LONGEST_REQUEST_BYTES) {
      throw ApiError.invalid(
          "Request payload size exceeds the limit: "
              + LONGEST_REQUEST_BYTES
              + " bytes (found "
              + request.getSerializedSize()
              + ").");
    }
  }

  public static void ackDeadline(String what, int seconds) {
    within(what, seconds, SHORTEST_DEADLINE, LONGEST_DEADLINE);
  }

  /** A lease may be set to end at once, or up to ten minutes from now. */
  public static void modifiedDeadline(int seconds) {
    within("ack_deadline_seconds", seconds, 0, LONGEST_DEADLINE);
  }

  private static <T extends Comparable<T>> void within(String what, T found, T least, T most) {
    if (found.compareTo(least) < 0 || found.compareTo(most) > 0) {
      throw ApiError.invalid(
          "Invalid value for "
              + what
              + ": "
              + found
              + ". Expected a value from "
              + least
              + " to "
              + most
              + ".");
    }
  }
}
