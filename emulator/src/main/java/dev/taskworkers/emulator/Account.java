// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.ListTopicsRequest;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PublisherGrpc.PublisherBlockingStub;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberBlockingStub;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** A project on some Pub/Sub, with the few calls that tests make most. */
public final class Account implements AutoCloseable {
  private final String project;
  private final Duration patience;
  private final String prefix;
  private final ManagedChannel connection;
  private final Channel channel;
  private final PublisherBlockingStub publisher;
  private final SubscriberBlockingStub subscriber;

  /**
   * @param patience how long to wait for a message that has to come
   */
  public Account(GoogleEndpoint endpoint, String project, Duration patience) {
    this(endpoint, project, patience, "t");
  }

  /**
   * An account whose names can be told from others.
   *
   * @param patience how long to wait for a message that has to come
   * @param prefix how all names begin that it makes up
   * @param interceptors of all calls
   */
  public Account(
      GoogleEndpoint endpoint,
      String project,
      Duration patience,
      String prefix,
      ClientInterceptor... interceptors) {
    this.patience = patience;
    this.project = "projects/" + project;
    this.prefix = prefix;
    connection = endpoint.openChannel();
    channel = ClientInterceptors.intercept(connection, interceptors);
    var credentials = endpoint.callCredentials();
    publisher =
        credentials
            .map(PublisherGrpc.newBlockingStub(channel)::withCallCredentials)
            .orElse(PublisherGrpc.newBlockingStub(channel));
    subscriber =
        credentials
            .map(SubscriberGrpc.newBlockingStub(channel)::withCallCredentials)
            .orElse(SubscriberGrpc.newBlockingStub(channel));
  }

  /** On plain text at {@code host:port}. */
  public static Account at(String hostAndPort, Duration patience) {
    return new Account(new GoogleEndpoint(hostAndPort, true), "contract", patience);
  }

  public Duration patience() {
    return patience;
  }

  public String project() {
    return project;
  }

  public PublisherBlockingStub publisher() {
    return publisher.withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  public SubscriberBlockingStub subscriber() {
    return subscriber.withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  public SubscriberGrpc.SubscriberStub streams() {
    return SubscriberGrpc.newStub(channel)
        .withCallCredentials(subscriber.getCallOptions().getCredentials());
  }

  /** Waits until the endpoint answers. */
  public void awaitReady() {
    publisher()
        .withWaitForReady()
        .listTopics(ListTopicsRequest.newBuilder().setProject(project).build());
  }

  public String newName(String collection) {
    return project + "/" + collection + "/" + prefix + UUID.randomUUID();
  }

  public String newTopic() {
    return publisher().createTopic(Topic.newBuilder().setName(newName("topics")).build()).getName();
  }

  /** With defaults. */
  public String newSubscription(String topic) {
    return newSubscription(topic, Subscription.newBuilder());
  }

  /** With this id. */
  public String newSubscription(String topic, String id) {
    return subscriber()
        .createSubscription(
            Subscription.newBuilder()
                .setName(project + "/subscriptions/" + id)
                .setTopic(topic)
                .build())
        .getName();
  }

  /** With these settings. */
  public String newSubscription(String topic, Subscription.Builder settings) {
    return subscriber()
        .createSubscription(settings.setName(newName("subscriptions")).setTopic(topic).build())
        .getName();
  }

  public List<String> publish(String topic, PubsubMessage... messages) {
    return publisher()
        .publish(
            PublishRequest.newBuilder()
                .setTopic(topic)
                .addAllMessages(Arrays.asList(messages))
                .build())
        .getMessageIdsList();
  }

  public List<String> publish(String topic, String... texts) {
    return publish(topic, Arrays.stream(texts).map(Account::text).toArray(PubsubMessage[]::new));
  }

  public static PubsubMessage text(String text) {
    return PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8(text)).build();
  }

  public static PubsubMessage keyed(String key, String text) {
    return text(text).toBuilder().setOrderingKey(key).build();
  }

  public static List<String> texts(List<ReceivedMessage> received) {
    return received.stream().map(Account::text).toList();
  }

  public static String text(ReceivedMessage received) {
    return received.getMessage().getData().toStringUtf8();
  }

  /** One Pull. */
  public List<ReceivedMessage> pullOnce(String subscription, int most) {
    return pullOnce(subscriber(), subscription, most);
  }

  private static List<ReceivedMessage> pullOnce(
      SubscriberBlockingStub stub, String subscription, int most) {
    return stub.pull(
            PullRequest.newBuilder().setSubscription(subscription).setMaxMessages(most).build())
        .getReceivedMessagesList();
  }

  /** What a Pull that does not wait finds. */
  @SuppressWarnings("deprecation") // the only way to ask whether there is nothing
  public List<ReceivedMessage> glance(String subscription, int most) {
    return subscriber()
        .pull(
            PullRequest.newBuilder()
                .setSubscription(subscription)
                .setMaxMessages(most)
                .setReturnImmediately(true)
                .build())
        .getReceivedMessagesList();
  }

  /** Pulls until there are that many; a service may give fewer than there are. */
  public List<ReceivedMessage> pull(String subscription, int count) {
    var received = new ArrayList<ReceivedMessage>();
    var end = System.nanoTime() + patience.toNanos();
    try {
      while (received.size() < count && System.nanoTime() < end) {
        var stub = subscriber.withDeadlineAfter(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        received.addAll(pullOnce(stub, subscription, count - received.size()));
      }
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED) {
        throw e;
      }
    }
    return received;
  }

  public void acknowledge(String subscription, String... ackIds) {
    subscriber()
        .acknowledge(
            AcknowledgeRequest.newBuilder()
                .setSubscription(subscription)
                .addAllAckIds(Arrays.asList(ackIds))
                .build());
  }

  public void modify(String subscription, int seconds, String... ackIds) {
    subscriber()
        .modifyAckDeadline(
            ModifyAckDeadlineRequest.newBuilder()
                .setSubscription(subscription)
                .setAckDeadlineSeconds(seconds)
                .addAllAckIds(Arrays.asList(ackIds))
                .build());
  }

  public void nack(String subscription, String... ackIds) {
    modify(subscription, 0, ackIds);
  }

  @Override
  public void close() {
    connection.shutdownNow();
  }
}
