// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import com.google.pubsub.v1.ExpirationPolicy;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.UsageException;
import io.grpc.StatusRuntimeException;

/**
 * Creates a topic with a subscription that never expires, as a user's own tools would, and that
 * pools of all namespaces may use.
 */
public final class Provision {
  private static final int ACK_DEADLINE_SECONDS = 60;

  private Provision() {}

  /**
   * Creates both in the cloud at {@code host} and {@code port}.
   *
   * @param topic and {@code subscription}: full names
   * @throws UsageException when Pub/Sub refuses them
   */
  public static void create(String host, int port, String topic, String subscription) {
    var channel = new GoogleEndpoint(host + ":" + port, true).openChannel();
    try {
      PublisherGrpc.newBlockingStub(channel).createTopic(Topic.newBuilder().setName(topic).build());
      SubscriberGrpc.newBlockingStub(channel)
          .createSubscription(
              Subscription.newBuilder()
                  .setName(subscription)
                  .setTopic(topic)
                  .setAckDeadlineSeconds(ACK_DEADLINE_SECONDS)
                  .putLabels("taskworkers-namespace", "_")
                  .setExpirationPolicy(ExpirationPolicy.getDefaultInstance())
                  .build());
    } catch (StatusRuntimeException e) {
      throw new UsageException(
          subscription + " can't be created: " + e.getStatus().getDescription());
    } finally {
      channel.shutdownNow();
    }
  }
}
