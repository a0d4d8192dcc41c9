// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import dev.taskworkers.emulator.pubsub.delivery.AckId;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.emulator.transport.ApiError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Applies a request's ack ids to a subscription, and says which were of no use as Google does. */
final class AckIds {
  private static final String INVALID = "PERMANENT_FAILURE_INVALID_ACK_ID";

  private final SubscriptionQueue subscription;

  AckIds(SubscriptionQueue subscription) {
    this.subscription = subscription;
  }

  /**
   * Applies all of them. Ids whose lease has ended are ignored, except with exactly-once delivery.
   *
   * @param mishap why an id fails with exactly-once delivery although it may be good, if it does
   * @throws ApiError INVALID_ARGUMENT, with a detail for each id that official clients read, for
   *     stale ids with exactly-once delivery; and for ids that were never given out
   */
  void applyOrRefuse(
      List<String> texts, Predicate<AckId> action, Supplier<Optional<String>> mishap) {
    if (texts.isEmpty()) {
      throw ApiError.invalid("No ack ids specified.");
    }
    if (subscription.config().getEnableExactlyOnceDelivery()) {
      applyEach(texts, action, mishap);
    } else {
      requireKnown(texts);
      apply(texts, action);
    }
  }

  private void applyEach(
      List<String> texts, Predicate<AckId> action, Supplier<Optional<String>> mishap) {
    var failures = new LinkedHashMap<String, String>();
    texts.forEach(id -> mishap.get().ifPresent(reason -> failures.put(id, reason)));
    var rest = texts.stream().filter(id -> !failures.containsKey(id)).toList();
    apply(rest, action).forEach(id -> failures.put(id, INVALID));
    if (!failures.isEmpty()) {
      throw exactlyOnceFailure(failures);
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
   * @throws ApiError INVALID_ARGUMENT
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
    throw ApiError.invalid(
        "You have passed an invalid ack ID to the service (ack_id=" + unknown + ").");
  }

  private static ApiError exactlyOnceFailure(Map<String, String> failures) {
    var info =
        ErrorInfo.newBuilder()
            .setReason("EXACTLY_ONCE_ACKID_FAILURE")
            .setDomain("pubsub.googleapis.com");
    failures.forEach(info::putMetadata);
    return ApiError.of(
        Code.INVALID_ARGUMENT,
        "Some acknowledgement ids in the request were invalid. This could be because the"
            + " acknowledgement ids have expired or the acknowledgement ids were malformed.",
        info.build());
  }
}
