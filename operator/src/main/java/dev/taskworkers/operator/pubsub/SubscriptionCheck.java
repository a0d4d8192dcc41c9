// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pubsub;

import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberBlockingStub;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.operator.Advice;
import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.Source;
import dev.taskworkers.runtime.StatusWords;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Looks a subscription up and says in a sentence whether workers can pull from it. */
public final class SubscriptionCheck implements Function<ResourceName, CheckResult> {
  private static final long DEADLINE_SECONDS = 10;
  private static final long SECONDS_PER_DAY = 86_400;

  /** Pub/Sub allows no more. */
  private static final int MOST_DELIVERIES = 100;

  private static final String DELETED_TOPIC = "_deleted-topic_";

  private final SubscriberBlockingStub pubsub;

  public SubscriptionCheck(SubscriberBlockingStub pubsub) {
    this.pubsub = pubsub;
  }

  @Override
  public CheckResult apply(ResourceName name) {
    try {
      var found =
          pubsub
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
              .getSubscription(
                  GetSubscriptionRequest.newBuilder().setSubscription(name.toString()).build());
      return verdict(found).labelled(found.getLabelsMap());
    } catch (StatusRuntimeException e) {
      return failed(name, e.getStatus());
    }
  }

  private static CheckResult verdict(Subscription found) {
    var name = "Subscription " + found.getName();
    if (found.getDetached()) {
      return CheckResult.of(
          CheckResult.State.DETACHED, name + " is detached from its topic; create a new one.");
    }
    if (!found.getPushConfig().getPushEndpoint().isEmpty()
        || found.hasBigqueryConfig()
        || found.hasBigtableConfig()
        || found.hasCloudStorageConfig()) {
      return CheckResult.of(
          CheckResult.State.NOT_PULL,
          name
              + " pushes or exports its messages; workers need a pull subscription, so create"
              + " one or change its delivery type.");
    }
    if (found.getTopic().equals(DELETED_TOPIC)) {
      return CheckResult.of(
          CheckResult.State.TOPIC_DELETED,
          "The topic of s"
              + name.substring(1)
              + " was deleted; create a new subscription to a topic that exists.");
    }
    var pullable = name + " can be pulled.";
    var expiration = expiration(found);
    return expiration
        .map(advice -> CheckResult.of(CheckResult.State.EXPIRES, pullable + " " + advice))
        .orElseGet(() -> CheckResult.of(CheckResult.State.READY, pullable))
        .on(
            new Source(found.getTopic(), found.getFilter(), found.getMessageTransformsList()),
            found.getLabelsMap(),
            expiration,
            fewDeliveries(found),
            retryPolicy(found));
  }

  private static Optional<Advice> expiration(Subscription found) {
    var days = found.getExpirationPolicy().getTtl().getSeconds() / SECONDS_PER_DAY;
    return days > 0
        ? Optional.of(
            new Advice(
                "It expires after "
                    + days
                    + " days without use, and what is published later is lost. Set its expiration"
                    + " to never.",
                "gcloud pubsub subscriptions update "
                    + found.getName()
                    + " --expiration-period=never"))
        : Optional.empty();
  }

  /**
   * Pub/Sub counts each delivery, and our workers give tasks back that did not fail: when they
   * leave, or when their server is away.
   */
  private static Optional<Advice> fewDeliveries(Subscription found) {
    var policy = found.getDeadLetterPolicy();
    return found.hasDeadLetterPolicy() && policy.getMaxDeliveryAttempts() < MOST_DELIVERIES
        ? Optional.of(
            new Advice(
                "Its dead-letter policy removes a task after "
                    + policy.getMaxDeliveryAttempts()
                    + " deliveries, including those that a worker gave back without a failure."
                    + " Workers apply spec.retry.maxAttempts themselves, so allow as many"
                    + " deliveries as Pub/Sub does.",
                "gcloud pubsub subscriptions update "
                    + found.getName()
                    + " --dead-letter-topic="
                    + policy.getDeadLetterTopic()
                    + " --max-delivery-attempts="
                    + MOST_DELIVERIES))
        : Optional.empty();
  }

  /** It puts off what our workers give back at once, and adds to the back-off that they keep. */
  private static Optional<Advice> retryPolicy(Subscription found) {
    var policy = found.getRetryPolicy();
    var least = policy.hasMinimumBackoff() ? policy.getMinimumBackoff().getSeconds() : 10;
    var most = policy.hasMaximumBackoff() ? policy.getMaximumBackoff().getSeconds() : 600;
    return found.hasRetryPolicy() && most > 0
        ? Optional.of(
            new Advice(
                "Its retry policy delays each redelivery by "
                    + least
                    + " to "
                    + most
                    + " s, also of tasks that a worker gave back without a failure. Workers apply"
                    + " the back-off of spec.retry themselves, so have Pub/Sub deliver again at"
                    + " once.",
                "gcloud pubsub subscriptions update " + found.getName() + " --clear-retry-policy"))
        : Optional.empty();
  }

  private static CheckResult failed(ResourceName name, Status status) {
    return switch (status.getCode()) {
      case NOT_FOUND ->
          CheckResult.of(
              CheckResult.State.NOT_FOUND,
              "Subscription " + name + " does not exist; create it, or correct spec.subscription.");
      case INVALID_ARGUMENT ->
          CheckResult.of(
              CheckResult.State.INVALID_NAME,
              "Subscription " + name + ": " + status.getDescription());
      default -> unanswered("subscription " + name, status);
    };
  }

  /** When Pub/Sub would not or could not tell about {@code thing}. */
  static CheckResult unanswered(String thing, Status status) {
    return status.getCode() == Status.Code.PERMISSION_DENIED
        ? CheckResult.of(
            CheckResult.State.PERMISSION_DENIED,
            "The operator may not look at "
                + thing
                + "; grant it "
                + Permission.LOOK_AT_SUBSCRIPTION.role()
                + " there. The pool works without this check.")
        : CheckResult.of(
            CheckResult.State.NO_ANSWER,
            "Pub/Sub did not answer about " + thing + ": " + StatusWords.of(status));
  }
}
