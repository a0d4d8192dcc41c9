package dev.taskworkers.lab.cloud.pubsub;

import com.google.protobuf.Empty;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.StreamingPullRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import dev.taskworkers.lab.cloud.pubsub.broker.Broker;
import dev.taskworkers.lab.cloud.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.lab.cloud.pubsub.rules.SubscriptionRules;
import dev.taskworkers.lab.cloud.transport.Refusal;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** {@code google.pubsub.v1.Subscriber} as one client sees it. */
final class SubscriberService extends SubscriptionAdministration {
  private final Broker broker;
  private final String client;
  private final ScheduledExecutorService timers;
  private final Duration pullHold;
  private final StreamConditions conditions;

  /**
   * @param client the name that all deliveries through this service carry
   * @param pullHold how long, in wall time, a Pull waits for its first message
   * @param conditions of its streams
   */
  SubscriberService(
      Broker broker,
      String client,
      ScheduledExecutorService timers,
      Duration pullHold,
      StreamConditions conditions) {
    super(broker, conditions);
    this.broker = broker;
    this.client = client;
    this.timers = timers;
    this.pullHold = pullHold;
    this.conditions = conditions;
  }

  @Override
  public void pull(PullRequest request, StreamObserver<PullResponse> answer) {
    if (request.getMaxMessages() <= 0) {
      throw Refusal.invalid(
          "The value for max_messages must be at least 1 (max_messages="
              + request.getMaxMessages()
              + ").");
    }
    var cancellable = (ServerCallStreamObserver<PullResponse>) answer;
    var subscription = pullable(request.getSubscription());
    var call = new PullCall(client, request.getMaxMessages(), subscription, cancellable);
    cancellable.setOnCancelHandler(() -> broker.run((all, now) -> subscription.leave(call)));
    broker.run((all, now) -> subscription.join(call));
    if (returnsImmediately(request)) {
      giveUp(subscription, call);
    } else if (!call.isServed()) {
      timers.schedule(() -> giveUp(subscription, call), pullHold.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @SuppressWarnings("deprecation") // old clients still set it
  private static boolean returnsImmediately(PullRequest request) {
    return request.getReturnImmediately();
  }

  private void giveUp(SubscriptionQueue subscription, PullCall call) {
    broker.run(
        (all, now) -> {
          if (!call.isServed()) {
            subscription.leave(call);
            broker.served(call);
          }
        });
  }

  private SubscriptionQueue pullable(String name) {
    return broker.call(
        (all, now) -> {
          var subscription = all.subscription(name);
          SubscriptionRules.requirePullable(subscription.config());
          return subscription;
        });
  }

  @Override
  public StreamObserver<StreamingPullRequest> streamingPull(
      StreamObserver<StreamingPullResponse> answer) {
    return new StreamingPullCall(
        broker, client, conditions, (ServerCallStreamObserver<StreamingPullResponse>) answer);
  }

  @Override
  public void acknowledge(AcknowledgeRequest request, StreamObserver<Empty> answer) {
    SubscriptionRules.requireShort(request);
    broker.run(
        (all, now) -> {
          var subscription = all.subscription(request.getSubscription());
          new AckIds(subscription)
              .applyOrRefuse(
                  request.getAckIdsList(), id -> subscription.acknowledge(id, client, now));
        });
    Answers.send(answer, Empty.getDefaultInstance());
  }

  @Override
  public void modifyAckDeadline(ModifyAckDeadlineRequest request, StreamObserver<Empty> answer) {
    SubscriptionRules.requireShort(request);
    SubscriptionRules.modifiedDeadline(request.getAckDeadlineSeconds());
    var time = Duration.ofSeconds(request.getAckDeadlineSeconds());
    broker.run(
        (all, now) -> {
          var subscription = all.subscription(request.getSubscription());
          new AckIds(subscription)
              .applyOrRefuse(request.getAckIdsList(), id -> subscription.modify(id, time, now));
        });
    Answers.send(answer, Empty.getDefaultInstance());
  }
}
