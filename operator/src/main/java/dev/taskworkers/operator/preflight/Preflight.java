package dev.taskworkers.operator.preflight;

import com.google.pubsub.v1.SubscriptionName;
import com.google.pubsub.v1.TopicName;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Checks the things in Pub/Sub that a pool needs; a reconciler never waits for it. */
public final class Preflight {
  private final Function<SubscriptionName, CheckResult> subscriptions;
  private final Function<TopicName, CheckResult> deadLetterTopics;
  private final Executor background;

  public Preflight(
      Function<SubscriptionName, CheckResult> subscriptions,
      Function<TopicName, CheckResult> deadLetterTopics,
      Executor background) {
    this.subscriptions = subscriptions;
    this.deadLetterTopics = deadLetterTopics;
    this.background = background;
  }

  /** Whether workers can pull from {@code name}. */
  public CachedCheck subscription(SubscriptionName name) {
    return new CachedCheck(name, () -> subscriptions.apply(name), background);
  }

  /** Whether tasks that are sent to {@code topic} are kept. */
  public CachedCheck deadLetterTopic(TopicName topic) {
    return new CachedCheck(topic, () -> deadLetterTopics.apply(topic), background);
  }
}
