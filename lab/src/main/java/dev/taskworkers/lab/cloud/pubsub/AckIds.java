package dev.taskworkers.lab.cloud.pubsub;

import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import dev.taskworkers.lab.cloud.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.lab.cloud.pubsub.message.AckId;
import dev.taskworkers.lab.cloud.transport.Refusal;
import java.util.List;
import java.util.function.Predicate;

/** Applies a request's ack ids to a subscription, and says which were of no use as Google does. */
final class AckIds {
  private final SubscriptionQueue subscription;

  AckIds(SubscriptionQueue subscription) {
    this.subscription = subscription;
  }

  /**
   * Applies all of them. Ids whose lease has ended are ignored, except with exactly-once delivery.
   *
   * @throws Refusal INVALID_ARGUMENT, with a detail for each id that official clients read, for
   *     stale ids with exactly-once delivery; and for ids that were never given out
   */
  void applyOrRefuse(List<String> texts, Predicate<AckId> action) {
    if (texts.isEmpty()) {
      throw Refusal.invalid("No ack ids specified.");
    }
    var exactlyOnce = subscription.config().getEnableExactlyOnceDelivery();
    if (!exactlyOnce) {
      requireKnown(texts);
    }
    var stale = apply(texts, action);
    if (exactlyOnce && !stale.isEmpty()) {
      throw exactlyOnceFailure(stale);
    }
  }

  /** Applies all of them and returns those that were of no use. */
  List<String> apply(List<String> texts, Predicate<AckId> action) {
    return texts.stream()
        .filter(text -> AckId.parse(text).filter(subscription::knows).filter(action).isEmpty())
        .toList();
  }

  /**
   * On a stream one that is no ack id aborts it.
   *
   * @throws Refusal INVALID_ARGUMENT
   */
  void requireWellFormed(List<String> texts) {
    texts.stream()
        .filter(text -> AckId.parse(text).isEmpty())
        .findFirst()
        .ifPresent(AckIds::refuse);
  }

  private void requireKnown(List<String> texts) {
    texts.stream()
        .filter(text -> AckId.parse(text).filter(subscription::knows).isEmpty())
        .findFirst()
        .ifPresent(AckIds::refuse);
  }

  private static void refuse(String unknown) {
    throw Refusal.invalid(
        "You have passed an invalid ack ID to the service (ack_id=" + unknown + ").");
  }

  private static Refusal exactlyOnceFailure(List<String> stale) {
    var info =
        ErrorInfo.newBuilder()
            .setReason("EXACTLY_ONCE_ACKID_FAILURE")
            .setDomain("pubsub.googleapis.com");
    stale.forEach(id -> info.putMetadata(id, "PERMANENT_FAILURE_INVALID_ACK_ID"));
    return Refusal.of(
        Code.INVALID_ARGUMENT,
        "Some acknowledgement ids in the request were invalid. This could be because the"
            + " acknowledgement ids have expired or the acknowledgement ids were malformed.",
        info.build());
  }
}
