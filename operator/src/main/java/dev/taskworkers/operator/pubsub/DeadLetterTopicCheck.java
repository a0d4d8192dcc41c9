// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pubsub;

import com.google.pubsub.v1.ListTopicSubscriptionsRequest;
import com.google.pubsub.v1.PublisherGrpc.PublisherBlockingStub;
import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.ResourceName;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Looks a dead-letter topic up and says in a sentence whether what is sent there is kept. */
public final class DeadLetterTopicCheck implements Function<ResourceName, CheckResult> {
  private static final long DEADLINE_SECONDS = 10;

  private static final int MOST_PAGES = 10;

  private final PublisherBlockingStub pubsub;

  public DeadLetterTopicCheck(PublisherBlockingStub pubsub) {
    this.pubsub = pubsub;
  }

  @Override
  public CheckResult apply(ResourceName topic) {
    try {
      return !hasSubscription(topic)
          ? CheckResult.of(
              CheckResult.State.NO_SUBSCRIPTION,
              "Dead-letter topic "
                  + topic
                  + " has no subscription, so the tasks that are sent there are lost; create one.")
          : CheckResult.of(
              CheckResult.State.READY, "Dead-letter topic " + topic + " has a subscription.");
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() == Status.Code.NOT_FOUND
          ? CheckResult.of(
              CheckResult.State.NOT_FOUND,
              "Dead-letter topic "
                  + topic
                  + " does not exist; create it and a subscription to it, or correct"
                  + " spec.deadLetter.topic.")
          : SubscriptionCheck.unanswered("dead-letter topic " + topic, e.getStatus());
    }
  }

  /** A page may be empty though others follow. */
  private boolean hasSubscription(ResourceName topic) {
    var request = ListTopicSubscriptionsRequest.newBuilder().setTopic(topic.toString());
    for (var page = 0; page < MOST_PAGES; page++) {
      var answer =
          pubsub
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
              .listTopicSubscriptions(request.build());
      if (answer.getSubscriptionsCount() > 0 || answer.getNextPageToken().isEmpty()) {
        return answer.getSubscriptionsCount() > 0;
      }
      request.setPageToken(answer.getNextPageToken());
    }
    throw Status.INTERNAL
        .withDescription("the list of its subscriptions has no end")
        .asRuntimeException();
  }
}
