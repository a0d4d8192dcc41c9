// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.ListTopicSubscriptionsRequest;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.NoTokenException;
import dev.taskworkers.runtime.UsageException;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The calls to Pub/Sub that looking after dead letters takes. Their failures are sentences: a
 * {@link UsageException} for what is refused, an {@link IllegalStateException} for a service that
 * does not answer as it should.
 */
final class Calls implements AutoCloseable {
  private static final Duration CALL_LIMIT = Duration.ofSeconds(10);

  /** How long a pull may wait for dead letters: with less, Pub/Sub may not find what is there. */
  private static final Duration PULL_LIMIT = Duration.ofSeconds(10);

  private final String subscription;
  private final String target;
  private final ManagedChannel channel;
  private final SubscriberGrpc.SubscriberBlockingStub subscriber;
  private final PublisherGrpc.PublisherBlockingStub publisher;

  /**
   * @param subscription its full name
   */
  Calls(String subscription, GoogleEndpoint endpoint) {
    this.subscription = subscription;
    target = endpoint.target();
    var credentials = endpoint.callCredentials();
    channel = endpoint.openChannel();
    var plainSubscriber = SubscriberGrpc.newBlockingStub(channel);
    var plainPublisher = PublisherGrpc.newBlockingStub(channel);
    subscriber = credentials.map(plainSubscriber::withCallCredentials).orElse(plainSubscriber);
    publisher = credentials.map(plainPublisher::withCallCredentials).orElse(plainPublisher);
  }

  /**
   * Some dead letters that nobody holds, at most {@code most}. Pub/Sub may answer none all the
   * same.
   */
  @SuppressWarnings("deprecation") // Of returnImmediately, which wants an answer, not dead letters.
  List<DeadLetterMessage> pull(int most) {
    var request = PullRequest.newBuilder().setSubscription(subscription).setMaxMessages(most);
    var what = "Pulling from " + subscription;
    PullResponse answer;
    try {
      answer =
          subscriber
              .withDeadlineAfter(PULL_LIMIT.toSeconds(), TimeUnit.SECONDS)
              .pull(request.build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED) {
        throw sentence(what, e);
      }
      // That an empty subscription keeps silent for so long is usual; that Pub/Sub does is not.
      answer = call(what, () -> limited().pull(request.setReturnImmediately(true).build()));
    }
    return answer.getReceivedMessagesList().stream().map(Calls::read).toList();
  }

  /** Holds dead letters for so long from now on; 0 gives them back. */
  void lease(Collection<String> ackIds, int seconds) {
    var request =
        ModifyAckDeadlineRequest.newBuilder()
            .setSubscription(subscription)
            .addAllAckIds(ackIds)
            .setAckDeadlineSeconds(seconds)
            .build();
    call("Leasing on " + subscription, () -> limited().modifyAckDeadline(request));
  }

  void acknowledge(Collection<String> ackIds) {
    var request =
        AcknowledgeRequest.newBuilder().setSubscription(subscription).addAllAckIds(ackIds).build();
    var what = "Acknowledging on " + subscription;
    try {
      var unused = limited().acknowledge(request);
    } catch (StatusRuntimeException e) {
      var problem = sentence(what, e);
      // With exactly-once delivery, Pub/Sub refuses some ids and has acknowledged the others.
      throw e.getStatus().getCode() == Status.Code.INVALID_ARGUMENT
              || e.getStatus().getCode() == Status.Code.FAILED_PRECONDITION
          ? new IllegalStateException(problem.getMessage(), e)
          : problem;
    }
  }

  /**
   * Publishes a dead letter's task again, with its history.
   *
   * @return the message id
   */
  String publish(DeadLetterMessage message, String topic) {
    var task =
        PubsubMessage.newBuilder()
            .setData(message.data())
            .putAllAttributes(History.attributes(message))
            .setOrderingKey(message.orderingKey());
    var request = PublishRequest.newBuilder().setTopic(topic).addMessages(task).build();
    return call(
            "Publishing to " + topic,
            () ->
                publisher
                    .withDeadlineAfter(CALL_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .publish(request))
        .getMessageIds(0);
  }

  /** The topic of another subscription. */
  String topicOf(String other) {
    var request = GetSubscriptionRequest.newBuilder().setSubscription(other).build();
    return call("Reading " + other, () -> limited().getSubscription(request)).getTopic();
  }

  /** The topic of the subscription itself. */
  String ownTopic() {
    return topicOf(subscription);
  }

  /** Whether the subscription has message ordering. */
  boolean keepsOrder() {
    var request = GetSubscriptionRequest.newBuilder().setSubscription(subscription).build();
    return call("Reading " + subscription, () -> limited().getSubscription(request))
        .getEnableMessageOrdering();
  }

  /** The subscriptions of a topic. */
  List<String> subscriptionsOf(String topic) {
    var request = ListTopicSubscriptionsRequest.newBuilder().setTopic(topic).build();
    return call(
            "Reading the subscriptions of " + topic,
            () ->
                publisher
                    .withDeadlineAfter(CALL_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .listTopicSubscriptions(request))
        .getSubscriptionsList();
  }

  private SubscriberGrpc.SubscriberBlockingStub limited() {
    return subscriber.withDeadlineAfter(CALL_LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private <T> T call(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw sentence(what, e);
    }
  }

  private RuntimeException sentence(String what, StatusRuntimeException problem) {
    var status = problem.getStatus();
    var detail = status.getDescription() == null ? "" : " (" + status.getDescription() + ")";
    var sentence = what + " failed: " + status.getCode() + detail + ".";
    if (NoTokenException.isCauseOf(status)) {
      return new IllegalStateException(sentence, problem);
    }
    return switch (status.getCode()) {
      case NOT_FOUND -> new UsageException(sentence + " Create it, or correct its name.");
      case PERMISSION_DENIED ->
          new UsageException(sentence + " Use an account that has the role for it.");
      case INVALID_ARGUMENT, FAILED_PRECONDITION -> new UsageException(sentence);
      case UNAVAILABLE, DEADLINE_EXCEEDED ->
          new IllegalStateException(
              what
                  + " failed: "
                  + target
                  + " does not answer ("
                  + status.getCode()
                  + "). Check the network, or PUBSUB_EMULATOR_HOST.",
              problem);
      default -> new IllegalStateException(sentence, problem);
    };
  }

  private static DeadLetterMessage read(ReceivedMessage received) {
    var message = received.getMessage();
    var published = message.getPublishTime();
    return new DeadLetterMessage(
        received.getAckId(),
        message.getMessageId(),
        message.getData(),
        message.getAttributesMap(),
        message.getOrderingKey(),
        Instant.ofEpochSecond(published.getSeconds(), published.getNanos()));
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
