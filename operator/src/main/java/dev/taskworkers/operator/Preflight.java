// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import java.util.function.Function;

/** Checks what a pool needs of its messaging service; a reconciler never waits for it. */
public final class Preflight {
  private final Function<ResourceName, CheckResult> subscriptions;
  private final Function<ResourceName, CheckResult> deadLetterTopics;
  private final Tenancy tenancy;
  private final CachedCheck.Background background;

  /**
   * @param turns among namespaces for calls, each of which has a thread until it ends
   */
  public Preflight(
      Function<ResourceName, CheckResult> subscriptions,
      Function<ResourceName, CheckResult> deadLetterTopics,
      Tenancy tenancy,
      CallLimiter turns) {
    this.subscriptions = subscriptions;
    this.deadLetterTopics = deadLetterTopics;
    this.tenancy = tenancy;
    this.background =
        (namespace, look, failed) -> {
          var taken =
              turns.take(
                  namespace,
                  () -> {
                    look.run();
                    return Futures.immediateVoidFuture();
                  });
          var unused =
              Futures.catching(
                  taken,
                  Throwable.class,
                  notTaken -> {
                    failed.run();
                    return null;
                  },
                  MoreExecutors.directExecutor());
        };
  }

  /** Whether workers can pull from {@code name}. */
  public CachedCheck subscription(ResourceName name) {
    return new CachedCheck(name, () -> subscriptions.apply(name), background);
  }

  /**
   * Whether tasks that are sent to {@code topic} are kept. What exists in other projects is not for
   * every pool to know.
   *
   * @param project of the pool's subscription
   */
  public CachedCheck deadLetterTopic(ResourceName topic, String project) {
    return new CachedCheck(
        topic,
        () ->
            tenancy.required() && !topic.project().equals(project)
                ? CheckResult.of(
                    CheckResult.State.OTHER_PROJECT,
                    "The operator doesn't look at dead-letter topics in other projects than the"
                        + " subscription's. Make sure that "
                        + topic
                        + " has a subscription: tasks that are sent to a topic without one are"
                        + " lost.")
                : deadLetterTopics.apply(topic),
        background);
  }
}
