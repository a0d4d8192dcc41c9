package dev.taskworkers.operator.preflight;

import com.google.pubsub.v1.SubscriptionName;
import com.google.pubsub.v1.TopicName;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** What is known of the things in Pub/Sub that a pool needs; a reconciler never waits for it. */
public final class Preflight {
  private final Verdicts<SubscriptionName> subscriptions;
  private final Verdicts<TopicName> deadLetterTopics;

  public Preflight(
      Function<SubscriptionName, Verdict> subscriptions,
      Function<TopicName, Verdict> deadLetterTopics,
      Executor background) {
    this.subscriptions = new Verdicts<>(subscriptions, background);
    this.deadLetterTopics = new Verdicts<>(deadLetterTopics, background);
  }

  /** Whether workers can pull from {@code name}. */
  public Verdict subscription(SubscriptionName name, Instant now) {
    return subscriptions.on(name, now);
  }

  /** Whether tasks that are sent to {@code topic} are kept. */
  public Verdict deadLetterTopic(TopicName topic, Instant now) {
    return deadLetterTopics.on(topic, now);
  }
}
