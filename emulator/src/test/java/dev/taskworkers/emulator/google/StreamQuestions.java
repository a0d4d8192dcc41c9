// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import com.google.pubsub.v1.JavaScriptUDF;
import com.google.pubsub.v1.MessageTransform;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.contract.Stream;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What is not known of StreamingPull, of seeks and of transforms. */
final class StreamQuestions {
  private static final Duration A_WHILE = Duration.ofSeconds(20);
  private static final Duration LEFT_ALONE = Duration.ofMinutes(3);

  /** Google's page says that a seek takes about a minute. */
  private static final Duration AFTER_A_SEEK = Duration.ofSeconds(90);

  /** Of each ten seconds only what is published in the first two is kept. */
  private static final String SAMPLE =
      "function sample(message, metadata) { return Date.parse(metadata.publish_time) / 1000 % 10 >="
          + " 2 ? null : {data: '.', attributes: {}}; }";

  private static final int SAMPLED_SECONDS = 180;

  private final Account account;
  private final Pace pace;

  StreamQuestions(Account account, Pace pace) {
    this.account = account;
    this.pace = pace;
  }

  List<Question> all() {
    return List.of(
        Question.quick("whether a stream says something before its first message", this::greeting),
        Question.quick(
            "whether a stream that the client has half-closed ends at once", this::halfClose),
        Question.quick(
            "whether an expired lease gives its room on a stream back", this::expiredRoom),
        Question.lengthy(
            "how long what a seek leaves behind still comes, and how much of it", this::seek),
        Question.lengthy(
            "whether a stream of protocol version 0 is ever answered, and when it is ended",
            () -> leftAlone(0)),
        Question.lengthy("the same of protocol version 1", () -> leftAlone(1)),
        Question.lengthy(
            "whether metadata.publish_time is always there in a subscription's transform",
            this::sampled));
  }

  private static String after(Pace.Watch watch) {
    return String.format(Locale.ROOT, "after %.1f s", watch.seconds());
  }

  private String greeting() {
    try (var stream = Stream.open(account, account.newSubscription(account.newTopic()), 1)) {
      var watch = pace.watch();
      return stream
          .next(A_WHILE)
          .map(first -> "yes, " + after(watch) + ": " + oneLine(first))
          .orElse("nothing came within " + A_WHILE.toSeconds() + " s");
    }
  }

  private static String oneLine(Object message) {
    return message.toString().strip().replaceAll("\\s+", " ");
  }

  private String halfClose() {
    var topic = account.newTopic();
    var subscription = account.newSubscription(topic);
    account.publish(topic, "held");
    var stream = Stream.open(account, subscription, 1);
    var held = stream.messages(1, account.patience()).size();
    var watch = pace.watch();
    stream.close();
    return "holding "
        + held
        + " message, it "
        + stream
            .endWithin(account.patience())
            .map(status -> "ended with " + status.getCode() + " " + after(watch))
            .orElse("went on for " + account.patience().toSeconds() + " s");
  }

  private String expiredRoom() {
    var topic = account.newTopic();
    var subscription = account.newSubscription(topic);
    account.publish(topic, "one", "other");
    try (var stream = Stream.open(account, subscription, 1, 10)) {
      var first = stream.messages(1, account.patience()).size();
      var watch = pace.watch();
      var both = Account.texts(stream.messages(2, Duration.ofSeconds(60)));
      if (both.size() < 2) {
        return "after " + first + " message nothing came within 60 s";
      }
      var which = both.get(0).equals(both.get(1)) ? "the same" : "another";
      return "yes, " + after(watch) + " of a lease of 10 s " + which + " message came";
    }
  }

  private String seek() throws InterruptedException {
    var topic = account.newTopic();
    var subscription = account.newSubscription(topic);
    var hundred = IntStream.range(0, 100).mapToObj(Integer::toString).toArray(String[]::new);
    for (var batch = 0; batch < 20; batch++) {
      account.publish(topic, hundred);
    }
    pace.pass(Duration.ofSeconds(10));
    account
        .subscriber()
        .seek(
            SeekRequest.newBuilder()
                .setSubscription(subscription)
                .setTime(Times.stamp(afterNow(topic)))
                .build());
    var watch = pace.watch();
    var seen = new HashSet<String>();
    var last = 0.0;
    try (var stream = Stream.open(account, subscription, 0)) {
      while (watch.passed().compareTo(AFTER_A_SEEK) < 0
          && stream.endWithin(Duration.ZERO).isEmpty()) {
        stream.next(Duration.ofSeconds(1));
        for (var message : stream.messages(0, Duration.ZERO)) {
          last = seen.add(message.getMessage().getMessageId()) ? watch.seconds() : last;
        }
      }
    }
    return String.format(
        Locale.ROOT,
        "%d of 2000 messages still came, the last of them %.0f s after the seek",
        seen.size(),
        last);
  }

  /** By the clock of the endpoint, which a message's publish time tells. */
  private Instant afterNow(String topic) {
    var probe = account.newSubscription(topic);
    account.publish(topic, "what time is it");
    return account.pull(probe, 1).stream()
        .map(ReceivedMessage::getMessage)
        .map(message -> Times.instant(message.getPublishTime()).plusSeconds(1))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("A message did not come in time."));
  }

  private String leftAlone(int version) {
    var subscription = account.newSubscription(account.newTopic());
    try (var stream = Stream.ofProtocol(version, account, subscription)) {
      var watch = pace.watch();
      while (stream.next(Duration.ofSeconds(3)).isPresent()) {}
      stream.send(StreamingPullRequest.newBuilder());
      var answered = stream.next(A_WHILE).isPresent();
      return (answered ? "a ping was answered; " : "a ping was not answered; ")
          + stream
              .endWithin(LEFT_ALONE)
              .map(
                  status ->
                      "left alone it ended with "
                          + status.getCode()
                          + " "
                          + after(watch)
                          + ", saying '"
                          + status.getDescription()
                          + "'")
              .orElse("left alone it went on for " + LEFT_ALONE.toMinutes() + " min");
    }
  }

  private String sampled() throws InterruptedException {
    var topic = account.newTopic();
    var udf = JavaScriptUDF.newBuilder().setFunctionName("sample").setCode(SAMPLE);
    var subscription =
        account.newSubscription(
            topic,
            Subscription.newBuilder()
                .addMessageTransforms(MessageTransform.newBuilder().setJavascriptUdf(udf)));
    try (var stream = Stream.open(account, subscription, 0, 600)) {
      for (var second = 0; second < SAMPLED_SECONDS; second++) {
        account.publish(topic, "each second");
        pace.pass(Duration.ofSeconds(1));
      }
      stream.messages(SAMPLED_SECONDS, A_WHILE);
      var kept = stream.messages(0, Duration.ZERO);
      var wrong =
          kept.stream()
              .filter(each -> each.getMessage().getPublishTime().getSeconds() % 10 >= 2)
              .count();
      return "of "
          + SAMPLED_SECONDS
          + " messages, one a second, a transform that keeps two seconds in ten kept "
          + kept.size()
          + ", "
          + wrong
          + " of them of other seconds";
    }
  }
}
