// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import com.google.rpc.Code;
import dev.taskworkers.emulator.pubsub.delivery.Consumer;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.emulator.transport.ApiError;
import dev.taskworkers.emulator.transport.CallFilter;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.emulator.transport.Faults;
import java.util.Optional;
import java.util.Set;

/** Refuses Pub/Sub calls, and breaks streams that are open, while a fault is on. */
final class PubSubFaults implements CallFilter {
  private static final String DOORBELL = "taskworkers-doorbell";
  private static final Set<String> DATA_PLANE =
      Set.of("Publish", "Pull", "StreamingPull", "Acknowledge", "ModifyAckDeadline");
  private static final Set<String> PULLING = Set.of("Pull", "StreamingPull");

  private final Faults faults;
  private final Broker broker;

  PubSubFaults(Faults faults, Broker broker) {
    this.faults = faults;
    this.broker = broker;
  }

  @Override
  public Optional<ApiError> refusal(String method, String resource) {
    // Who may do nothing may still ask what he may do.
    if (faults.none() || method.equals(PermissionService.METHOD)) {
      return Optional.empty();
    }
    if (faults.active(FaultKind.QUOTA_EXCEEDED, method, resource).isPresent()) {
      return Optional.of(
          ApiError.of(Code.RESOURCE_EXHAUSTED, "Quota exceeded for calls of " + method + "."));
    }
    var doorbell =
        broker.call(
            (all, now) ->
                all.findSubscription(resource).filter(PubSubFaults::isDoorbell).isPresent());
    return refusal(method, resource, doorbell);
  }

  /** Sends away who waits or streams and would be refused now. */
  void breakOpenCalls() {
    if (!faults.none()) {
      broker.run((all, now) -> all.subscriptions().forEach(this::breakOpenCalls));
    }
  }

  private void breakOpenCalls(SubscriptionQueue subscription) {
    subscription.dismiss(
        consumer ->
            refusal(method(consumer), subscription.config().getName(), isDoorbell(subscription)));
  }

  private static String method(Consumer consumer) {
    return consumer.stays() ? "StreamingPull" : "Pull";
  }

  private static boolean isDoorbell(SubscriptionQueue subscription) {
    return subscription.config().containsLabels(DOORBELL);
  }

  private Optional<ApiError> refusal(String method, String resource, boolean doorbell) {
    if (faults.active(FaultKind.PERMISSION_DENIED, method, resource).isPresent()) {
      return Optional.of(
          ApiError.of(Code.PERMISSION_DENIED, "User not authorized to perform this action."));
    }
    if (method.equals("Pull")
        && faults.active(FaultKind.PUBSUB_THROTTLED, method, resource).isPresent()) {
      return Optional.of(
          ApiError.of(
              Code.RESOURCE_EXHAUSTED,
              "Quota exceeded for quota metric 'Regional subscriber throughput, kB'."));
    }
    if (DATA_PLANE.contains(method)
        && faults.active(FaultKind.KEY_DISABLED, method, resource).isPresent()) {
      return Optional.of(
          ApiError.precondition(
              "The Cloud KMS key of the topic is disabled (resource=" + resource + ")."));
    }
    var down =
        DATA_PLANE.contains(method) && faults.active(FaultKind.PUBSUB_UNAVAILABLE).isPresent();
    var silent =
        doorbell
            && PULLING.contains(method)
            && faults.active(FaultKind.DOORBELL_SILENT).isPresent();
    return down || silent
        ? Optional.of(
            ApiError.of(
                Code.UNAVAILABLE,
                "The service was unable to fulfill your request. Please try again."))
        : Optional.empty();
  }
}
