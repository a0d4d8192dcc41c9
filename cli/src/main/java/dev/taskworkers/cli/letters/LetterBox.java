package dev.taskworkers.cli.letters;

import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.UsageException;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A dead-letter subscription on Pub/Sub. What was taken is given back or acknowledged in the end.
 */
final class LetterBox implements AutoCloseable {
  private static final int BATCH = 100;
  private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

  /** A pull that brings nothing for so long means that nothing is left. */
  private static final Duration PULL_LIMIT = Duration.ofSeconds(6);

  /** Of what is held while the rest is fetched. */
  private static final int LEASE_SECONDS = 600;

  private final String subscription;
  private final ManagedChannel channel;
  private final SubscriberGrpc.SubscriberBlockingStub subscriber;
  private final PublisherGrpc.PublisherBlockingStub publisher;

  private LetterBox(String subscription, GoogleEndpoint endpoint) {
    this.subscription = subscription;
    var credentials = endpoint.callCredentials();
    channel = endpoint.openChannel();
    var plainSubscriber = SubscriberGrpc.newBlockingStub(channel);
    var plainPublisher = PublisherGrpc.newBlockingStub(channel);
    subscriber = credentials.map(plainSubscriber::withCallCredentials).orElse(plainSubscriber);
    publisher = credentials.map(plainPublisher::withCallCredentials).orElse(plainPublisher);
  }

  /**
   * @param subscription its full name
   */
  static LetterBox open(String subscription, GoogleEndpoint endpoint) {
    return new LetterBox(subscription, endpoint);
  }

  /** Takes a few letters that were not taken yet, at most {@code most}; empty: none is left. */
  List<Letter> take(int most) {
    var request =
        PullRequest.newBuilder()
            .setSubscription(subscription)
            .setMaxMessages(Math.min(most, BATCH))
            .build();
    var letters = pull(request).stream().map(LetterBox::read).toList();
    if (!letters.isEmpty()) {
      lease(letters, LEASE_SECONDS);
    }
    return letters;
  }

  /** Takes letters until there are {@code most} or none is left. */
  List<Letter> takeAll(int most) {
    var all = new ArrayList<Letter>();
    while (all.size() < most) {
      var some = take(most - all.size());
      if (some.isEmpty()) {
        break;
      }
      all.addAll(some);
    }
    return all;
  }

  /** Others, and the next look, may have them again at once. */
  void giveBack(List<Letter> letters) {
    for (var from = 0; from < letters.size(); from += BATCH) {
      lease(letters.subList(from, Math.min(from + BATCH, letters.size())), 0);
    }
  }

  void acknowledge(List<Letter> letters) {
    var request =
        AcknowledgeRequest.newBuilder()
            .setSubscription(subscription)
            .addAllAckIds(letters.stream().map(Letter::ackId).toList())
            .build();
    call("Acknowledging on " + subscription, () -> limited().acknowledge(request));
  }

  /** Publishes a letter's task again, with its history. */
  void publish(Letter letter, String topic) {
    var message =
        PubsubMessage.newBuilder()
            .setData(letter.data())
            .putAllAttributes(History.attributes(letter))
            .setOrderingKey(letter.orderingKey());
    var request = PublishRequest.newBuilder().setTopic(topic).addMessages(message).build();
    call(
        "Publishing to " + topic,
        () ->
            publisher.withDeadlineAfter(CALL_LIMIT.toSeconds(), TimeUnit.SECONDS).publish(request));
  }

  /** The topic of another subscription. */
  String topicOf(String other) {
    var request = GetSubscriptionRequest.newBuilder().setSubscription(other).build();
    return call("Reading " + other, () -> limited().getSubscription(request)).getTopic();
  }

  private List<ReceivedMessage> pull(PullRequest request) {
    return call(
        "Pulling from " + subscription,
        () -> {
          try {
            return subscriber
                .withDeadlineAfter(PULL_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .pull(request)
                .getReceivedMessagesList();
          } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED) {
              return List.of();
            }
            throw e;
          }
        });
  }

  private void lease(List<Letter> letters, int seconds) {
    var request =
        ModifyAckDeadlineRequest.newBuilder()
            .setSubscription(subscription)
            .addAllAckIds(letters.stream().map(Letter::ackId).toList())
            .setAckDeadlineSeconds(seconds)
            .build();
    call("Leasing on " + subscription, () -> limited().modifyAckDeadline(request));
  }

  private SubscriberGrpc.SubscriberBlockingStub limited() {
    return subscriber.withDeadlineAfter(CALL_LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static <T> T call(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      var status = e.getStatus();
      var detail = status.getDescription() == null ? "" : " (" + status.getDescription() + ")";
      var sentence = what + " failed: " + status.getCode() + detail + ".";
      throw switch (status.getCode()) {
        case NOT_FOUND -> new UsageException(sentence + " Create it, or correct its name.");
        case PERMISSION_DENIED ->
            new UsageException(sentence + " Use an account that has the role for it.");
        default -> new IllegalStateException(sentence, e);
      };
    }
  }

  private static Letter read(ReceivedMessage received) {
    var message = received.getMessage();
    var published = message.getPublishTime();
    return new Letter(
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
