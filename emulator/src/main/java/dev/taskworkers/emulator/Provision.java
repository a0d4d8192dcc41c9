// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import com.google.pubsub.v1.ExpirationPolicy;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.UsageException;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * Creates a topic, unless it exists, with a subscription that never expires, as a user's own tools
 * would, and that pools of all namespaces may use.
 */
public final class Provision {
  private static final int ACK_DEADLINE_SECONDS = 60;

  private Provision() {}

  /**
   * Creates both in the cloud at {@code host} and {@code port}.
   *
   * @param topic and {@code subscription}: full names
   * @throws UsageException when Pub/Sub refuses one of them
   */
  public static void create(String host, int port, String topic, String subscription) {
    var channel = new GoogleEndpoint(address(host) + ":" + port, true).openChannel();
    try {
      createTopic(channel, topic);
      createSubscription(channel, topic, subscription);
    } finally {
      channel.shutdownNow();
    }
  }

  /** An IPv6 address stands in brackets before a port. */
  private static String address(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static void createTopic(Channel channel, String topic) {
    try {
      PublisherGrpc.newBlockingStub(channel).createTopic(Topic.newBuilder().setName(topic).build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw refused(topic, e);
      }
    }
  }

  private static void createSubscription(Channel channel, String topic, String subscription) {
    var asked =
        Subscription.newBuilder()
            .setName(subscription)
            .setTopic(topic)
            .setAckDeadlineSeconds(ACK_DEADLINE_SECONDS)
            .putLabels("taskworkers-namespace", "_")
            .setExpirationPolicy(ExpirationPolicy.getDefaultInstance())
            .build();
    try {
      SubscriberGrpc.newBlockingStub(channel).createSubscription(asked);
    } catch (StatusRuntimeException e) {
      throw refused(subscription, e);
    }
  }

  private static UsageException refused(String name, StatusRuntimeException e) {
    var why = String.valueOf(e.getStatus().getDescription());
    return new UsageException(name + " can't be created: " + why + (why.endsWith(".") ? "" : "."));
  }
}
