// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.emulator.Account;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What is not known of Pull. */
final class PullQuestions {
  private static final Duration LONGEST_HOLD = Duration.ofSeconds(100);
  private static final int PULLS = 10;

  private final Account account;
  private final Pace pace;

  PullQuestions(Account account, Pace pace) {
    this.account = account;
    this.pace = pace;
  }

  List<Question> all() {
    return List.of(
        Question.quick("how many of 1000 messages a Pull brings that asks for 100", this::brings),
        Question.quick("how many bytes one answer to a Pull has at most", this::bytes),
        Question.quick("how long an empty Pull is held", this::hold),
        Question.quick("how long a Pull that was given up swallows messages", this::ghost));
  }

  private String brings() {
    var topic = account.newTopic();
    var subscription = account.newSubscription(topic);
    var texts = IntStream.range(0, 1000).mapToObj(Integer::toString).toArray(String[]::new);
    account.publish(topic, texts);
    var brought = new ArrayList<String>();
    for (var pull = 0; pull < PULLS; pull++) {
      var watch = pace.watch();
      var count = account.pullOnce(subscription, 100).size();
      brought.add(String.format(Locale.ROOT, "%d after %.2f s", count, watch.seconds()));
    }
    return "ten Pulls brought " + String.join(", ", brought);
  }

  private String bytes() {
    var topic = account.newTopic();
    var subscription = account.newSubscription(topic);
    var megabyte = ByteString.copyFrom(new byte[900_000]);
    account.publish(
        topic,
        Collections.nCopies(10, PubsubMessage.newBuilder().setData(megabyte).build())
            .toArray(PubsubMessage[]::new));
    var sizes = new ArrayList<String>();
    for (var pull = 0; pull < PULLS; pull++) {
      var received = account.pullOnce(subscription, 10);
      sizes.add(
          Long.toString(received.stream().mapToLong(ReceivedMessage::getSerializedSize).sum()));
    }
    return "of ten messages of 900 000 bytes Pulls brought " + String.join(", ", sizes) + " bytes";
  }

  private String hold() {
    var subscription = account.newSubscription(account.newTopic());
    var watch = pace.watch();
    try {
      blocking(LONGEST_HOLD).pull(one(subscription));
      return String.format(Locale.ROOT, "it was answered after %.1f s", watch.seconds());
    } catch (StatusRuntimeException end) {
      return String.format(
          Locale.ROOT, "it ended with %s after %.1f s", end.getStatus().getCode(), watch.seconds());
    }
  }

  private SubscriberGrpc.SubscriberBlockingStub blocking(Duration most) {
    return account.subscriber().withDeadlineAfter(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static PullRequest one(String subscription) {
    return PullRequest.newBuilder().setSubscription(subscription).setMaxMessages(1).build();
  }

  private String ghost() throws InterruptedException {
    var seen = new ArrayList<String>();
    for (var wait :
        List.of(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10))) {
      var topic = account.newTopic();
      var subscription = account.newSubscription(topic);
      giveUpPull(subscription);
      pace.pass(wait);
      account.publish(topic, "after it");
      var watch = pace.watch();
      var came = !account.pull(subscription, 1).isEmpty();
      seen.add(
          String.format(
              Locale.ROOT,
              "one that was published %.1f s after the end %s",
              wait.toMillis() / 1e3,
              came
                  ? String.format(Locale.ROOT, "came after %.1f s", watch.seconds())
                  : "did not come within " + account.patience().toSeconds() + " s"));
    }
    return String.join("; ", seen) + " (ack deadline 10 s)";
  }

  /** As a client that loses patience does. */
  private void giveUpPull(String subscription) {
    try {
      blocking(Duration.ofSeconds(2)).pull(one(subscription));
    } catch (StatusRuntimeException end) {
      if (end.getStatus().getCode() != Status.Code.DEADLINE_EXCEEDED) {
        throw end;
      }
    }
  }
}
