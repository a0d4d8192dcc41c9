// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.taskworkers.worker.pull.LeaseAnswer;
import dev.taskworkers.worker.pull.SubscriptionException;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads from a failed acknowledgement or renewal which deliveries Pub/Sub refuses. With
 * exactly-once delivery the error's details name them, each as {@code PERMANENT_FAILURE_…} or
 * {@code TRANSIENT_FAILURE_…}; what they don't name is done. Without names only INVALID_ARGUMENT
 * says anything of the ids: that Pub/Sub does not know one of them at least.
 */
final class LostLeases {
  private static final String PERMANENT = "PERMANENT_FAILURE_";
  private static final String TRANSIENT = "TRANSIENT_FAILURE_";

  /** One of several ids is refused, and it is not said which. */
  static final class DoubtfulException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DoubtfulException() {
      super("One of several deliveries is refused.", null, false, false);
    }
  }

  private LostLeases() {}

  /**
   * What the failure says of {@code ackIds}.
   *
   * @throws SubscriptionException when it says nothing of them: the call failed
   * @throws DoubtfulException when it does not say which of them it is about
   */
  static LeaseAnswer of(Throwable failure, List<String> ackIds, String what) {
    var lost = new HashSet<String>();
    var again = new HashSet<String>();
    for (var detail : StatusProto.fromThrowable(failure).getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        metadata(detail)
            .forEach(
                (id, reason) -> {
                  if (reason.startsWith(PERMANENT)) {
                    lost.add(id);
                  } else if (reason.startsWith(TRANSIENT)) {
                    again.add(id);
                  }
                });
      }
    }
    if (!lost.isEmpty() || !again.isEmpty()) {
      return new LeaseAnswer(lost, again);
    }
    if (Status.fromThrowable(failure).getCode() == Status.Code.INVALID_ARGUMENT) {
      if (ackIds.size() > 1) {
        throw new DoubtfulException();
      }
      return LeaseAnswer.lost(Set.copyOf(ackIds));
    }
    throw GrpcFutures.problem(what, failure);
  }

  private static Map<String, String> metadata(Any detail) {
    try {
      return detail.unpack(ErrorInfo.class).getMetadataMap();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("Pub/Sub sent an error detail that can't be read.", e);
    }
  }
}
