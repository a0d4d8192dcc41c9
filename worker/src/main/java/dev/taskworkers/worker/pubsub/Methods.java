// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import com.google.protobuf.Empty;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.worker.pull.Delivery;
import io.grpc.MethodDescriptor;
import java.util.List;

/**
 * The calls that carry tasks, with readers and writers of our own for what there is much of in
 * them.
 */
final class Methods {
  static final MethodDescriptor<PullRequest, List<Delivery>> PULL =
      SubscriberGrpc.getPullMethod().toBuilder(
              SubscriberGrpc.getPullMethod().getRequestMarshaller(), DeliveryReader.INSTANCE)
          .build();

  static final MethodDescriptor<StreamingPullRequest, List<Delivery>> STREAMING_PULL =
      SubscriberGrpc.getStreamingPullMethod().toBuilder(
              SubscriberGrpc.getStreamingPullMethod().getRequestMarshaller(),
              DeliveryReader.INSTANCE)
          .build();

  static final MethodDescriptor<AckWriter.Acks, Empty> ACKNOWLEDGE =
      SubscriberGrpc.getAcknowledgeMethod().toBuilder(
              AckWriter.INSTANCE, SubscriberGrpc.getAcknowledgeMethod().getResponseMarshaller())
          .build();

  private Methods() {}
}
