package dev.taskworkers.worker.pubsub;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.taskworkers.worker.pull.SubscriptionException;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads which deliveries Pub/Sub no longer knows from a failed acknowledgement or renewal. With
 * exactly-once delivery the reasons stand in the error's details, {@code PERMANENT_FAILURE_…} or
 * {@code TRANSIENT_FAILURE_…} for each id. Without details INVALID_ARGUMENT means them all, and
 * FAILED_PRECONDITION the subscription: its key is disabled, say, and the leases are still ours.
 */
final class LostLeases {
  private LostLeases() {}

  /**
   * The lost ones among {@code ackIds}.
   *
   * @throws SubscriptionException when the call failed for another reason, or some ids may succeed
   *     when it is sent again
   */
  static Set<String> of(Throwable failure, List<String> ackIds, String what) {
    var code = Status.fromThrowable(failure).getCode();
    if (code != Status.Code.INVALID_ARGUMENT && code != Status.Code.FAILED_PRECONDITION) {
      throw GrpcFutures.problem(what, failure);
    }
    var lost = new HashSet<String>();
    var known = false;
    for (var detail : StatusProto.fromThrowable(failure).getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        for (var reason : reasons(detail).entrySet()) {
          known = true;
          if (reason.getValue().startsWith("PERMANENT_FAILURE_")) {
            lost.add(reason.getKey());
          } else {
            throw new SubscriptionException(
                what + " failed for a while: " + reason.getValue() + ".", true, failure);
          }
        }
      }
    }
    if (!known && code == Status.Code.FAILED_PRECONDITION) {
      throw GrpcFutures.problem(what, failure);
    }
    return known ? lost : Set.copyOf(ackIds);
  }

  private static Map<String, String> reasons(Any detail) {
    try {
      return detail.unpack(ErrorInfo.class).getMetadataMap();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Pub/Sub sent an error detail that can't be read.", e);
    }
  }
}
