// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import com.google.pubsub.v1.ListTopicSubscriptionsRequest;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.UpdateSubscriptionRequest;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.ManagedChannel;
import java.util.function.Function;

/** A subscription of a test, and what became of the tasks that were sent to it. */
final class Tasks {
  public static final String PROJECT = "acme";

  private final LocalCloud cloud;
  private final Ledger ledger;
  private final String host;
  private final String id;
  private int sent;

  private Tasks(LocalCloud cloud, Ledger ledger, String host, String id) {
    this.cloud = cloud;
    this.ledger = ledger;
    this.host = host;
    this.id = id;
  }

  static Tasks create(LocalCloud cloud, Ledger ledger, String host, String id) {
    var tasks = new Tasks(cloud, ledger, host, id);
    Provision.create(host, cloud.pubsubPort(), tasks.topic(), tasks.subscription());
    return tasks;
  }

  public String topic() {
    return "projects/" + PROJECT + "/topics/" + id;
  }

  public String subscription() {
    return "projects/" + PROJECT + "/subscriptions/" + id;
  }

  /** Lets one namespace alone use the subscription. */
  public void consentTo(String namespace) {
    call(
        channel ->
            SubscriberGrpc.newBlockingStub(channel)
                .updateSubscription(
                    UpdateSubscriptionRequest.newBuilder()
                        .setSubscription(
                            Subscription.newBuilder()
                                .setName(subscription())
                                .putLabels("taskworkers-namespace", namespace))
                        .setUpdateMask(FieldMask.newBuilder().addPaths("labels"))
                        .build()));
  }

  /** How many subscriptions the topic has besides, the operator's doorbells. */
  public int doorbells() {
    return call(
        channel ->
            PublisherGrpc.newBlockingStub(channel)
                    .listTopicSubscriptions(
                        ListTopicSubscriptionsRequest.newBuilder().setTopic(topic()).build())
                    .getSubscriptionsCount()
                - 1);
  }

  public void send(int count) {
    var request = PublishRequest.newBuilder().setTopic(topic());
    for (var i = 0; i < count; i++) {
      request.addMessages(
          PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8("task " + (sent + i))));
    }
    call(channel -> PublisherGrpc.newBlockingStub(channel).publish(request.build()));
    sent += count;
  }

  private <T> T call(Function<ManagedChannel, T> action) {
    var channel = new GoogleEndpoint(host + ":" + cloud.pubsubPort(), true).openChannel();
    try {
      return action.apply(channel);
    } finally {
      channel.shutdownNow();
    }
  }

  public int done() {
    return ledger.done(subscription());
  }

  /** How many workers run now; one that was leased a moment ago may not have begun. */
  public int running() {
    return ledger.running(subscription());
  }

  public boolean allDone() {
    return done() >= sent;
  }

  /**
   * Nothing was lost, interrupted or done twice; what a worker gives back within two seconds, it
   * had not begun (see {@link Ledger}).
   */
  public void assertEachRanOnce() {
    assertThat(ledger.givenUp(subscription())).as("interrupted, or stranded").isEmpty();
    assertThat(done()).as("done").isEqualTo(sent);
    assertThat(ledger.late(subscription())).as("done again").isZero();
  }
}
