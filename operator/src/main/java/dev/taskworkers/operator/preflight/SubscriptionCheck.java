package dev.taskworkers.operator.preflight;

import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberBlockingStub;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.SubscriptionName;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;

/** Looks a subscription up and says in a sentence whether workers can pull from it. */
public final class SubscriptionCheck {
  private static final long DEADLINE_SECONDS = 10;
  private static final String DELETED_TOPIC = "_deleted-topic_";

  private final SubscriberBlockingStub pubsub;

  public SubscriptionCheck(SubscriberBlockingStub pubsub) {
    this.pubsub = pubsub;
  }

  /** Asks Pub/Sub; never throws. */
  public Verdict check(SubscriptionName name) {
    try {
      return verdict(
          pubsub
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
              .getSubscription(
                  GetSubscriptionRequest.newBuilder().setSubscription(name.toString()).build()));
    } catch (StatusRuntimeException e) {
      return failed(name, e);
    }
  }

  static Verdict verdict(Subscription found) {
    var name = found.getName();
    if (found.getDetached()) {
      return Verdict.no(
          "Detached", "Subscription " + name + " is detached from its topic; create a new one.");
    }
    if (!found.getPushConfig().getPushEndpoint().isEmpty()
        || found.hasBigqueryConfig()
        || found.hasCloudStorageConfig()) {
      return Verdict.no(
          "NotPull",
          "Subscription "
              + name
              + " delivers by itself (push or export); workers need a pull subscription, so create"
              + " one or change its delivery type.");
    }
    if (found.getTopic().equals(DELETED_TOPIC)) {
      return Verdict.no(
          "TopicDeleted",
          "The topic of subscription " + name + " was deleted; create a new subscription.");
    }
    var expires = found.getExpirationPolicy().getTtl().getSeconds();
    return new Verdict(
        Verdict.Fit.YES,
        "Ready",
        expires > 0
            ? "Subscription "
                + name
                + " can be pulled, but it expires after "
                + expires / 86_400
                + " days without use; set its expiration to never."
            : "Subscription " + name + " can be pulled.",
        found.getTopic(),
        found.getFilter());
  }

  private static Verdict failed(SubscriptionName name, StatusRuntimeException problem) {
    var status = problem.getStatus();
    return switch (status.getCode()) {
      case NOT_FOUND ->
          Verdict.no(
              "NotFound",
              "Subscription " + name + " does not exist; create it, or correct spec.subscription.");
      case PERMISSION_DENIED ->
          Verdict.unknown(
              "PermissionDenied",
              "The operator may not look at subscription "
                  + name
                  + "; grant it roles/pubsub.viewer there. The pool works without, unchecked.");
      case INVALID_ARGUMENT ->
          Verdict.no("InvalidName", "Subscription " + name + ": " + status.getDescription());
      default ->
          Verdict.unknown(
              "NoAnswer",
              "Pub/Sub did not answer about subscription "
                  + name
                  + ": "
                  + status.getCode()
                  + (status.getDescription() == null ? "" : ", " + status.getDescription()));
    };
  }
}
