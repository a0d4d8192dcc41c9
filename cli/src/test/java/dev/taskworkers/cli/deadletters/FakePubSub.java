// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.GetSubscriptionRequest;
import com.google.pubsub.v1.ListTopicSubscriptionsRequest;
import com.google.pubsub.v1.ListTopicSubscriptionsResponse;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublishResponse;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers pulls by a script, then with nothing, and notes what it is told. */
final class FakePubSub extends SubscriberGrpc.SubscriberImplBase implements AutoCloseable {
  final Queue<List<ReceivedMessage>> pulls = new ConcurrentLinkedQueue<>();
  volatile Instant taskPublished = Instant.EPOCH;

  /** After the script, each pull brings this many messages more that are no dead letters. */
  volatile int endless;

  private final AtomicInteger endlessIds = new AtomicInteger();
  final List<String> leases = new CopyOnWriteArrayList<>();
  final List<String> acknowledged = new CopyOnWriteArrayList<>();
  final List<PubsubMessage> published = new CopyOnWriteArrayList<>();
  final Queue<Status> leaseFailures = new ConcurrentLinkedQueue<>();
  volatile Status afterTheScript = Status.OK;
  volatile Status acknowledging = Status.OK;
  final Queue<Status> acknowledgements = new ConcurrentLinkedQueue<>();
  final Queue<Status> publishing = new ConcurrentLinkedQueue<>();
  volatile boolean ordering;
  volatile Status reading = Status.OK;
  volatile Runnable beforeAnAnswer = () -> {};
  private final Server server;

  FakePubSub() {
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(this)
              .addService(new Publishing())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  GoogleEndpoint endpoint() {
    return new GoogleEndpoint(target(), true);
  }

  String target() {
    return "127.0.0.1:" + server.getPort();
  }

  static ReceivedMessage letter(
      String id, String ackId, Instant published, Map<String, String> told) {
    return ReceivedMessage.newBuilder()
        .setAckId(ackId)
        .setMessage(
            PubsubMessage.newBuilder()
                .setMessageId(id)
                .setData(ByteString.copyFromUtf8("data of " + id))
                .putAllAttributes(told)
                .setPublishTime(Timestamp.newBuilder().setSeconds(published.getEpochSecond())))
        .build();
  }

  /** The letter, with an ordering key. */
  static ReceivedMessage keyed(ReceivedMessage letter, String key) {
    var keyed = letter.toBuilder();
    keyed.getMessageBuilder().setOrderingKey(key);
    return keyed.build();
  }

  @Override
  public void pull(PullRequest request, StreamObserver<PullResponse> answer) {
    var letters = pulls.poll();
    beforeAnAnswer.run();
    if (letters == null && !afterTheScript.isOk()) {
      answer.onError(afterTheScript.asRuntimeException());
      return;
    }
    var response = PullResponse.newBuilder();
    for (var i = 0; letters == null && i < Math.min(endless, request.getMaxMessages()); i++) {
      var id = "task-" + endlessIds.incrementAndGet();
      response.addReceivedMessages(letter(id, "ack-" + id, taskPublished, Map.of()));
    }
    if (letters != null) {
      response.addAllReceivedMessages(letters);
    }
    answer.onNext(response.build());
    answer.onCompleted();
  }

  @Override
  public void modifyAckDeadline(ModifyAckDeadlineRequest request, StreamObserver<Empty> answer) {
    var failure = leaseFailures.poll();
    if (failure != null && !failure.isOk()) {
      answer.onError(failure.asRuntimeException());
      return;
    }
    request
        .getAckIdsList()
        .forEach(ackId -> leases.add(ackId + "=" + request.getAckDeadlineSeconds()));
    answer.onNext(Empty.getDefaultInstance());
    answer.onCompleted();
  }

  @Override
  public void acknowledge(AcknowledgeRequest request, StreamObserver<Empty> answer) {
    var scripted = acknowledgements.poll();
    var status = scripted == null ? acknowledging : scripted;
    if (!status.isOk()) {
      answer.onError(status.asRuntimeException());
      return;
    }
    acknowledged.addAll(request.getAckIdsList());
    answer.onNext(Empty.getDefaultInstance());
    answer.onCompleted();
  }

  @Override
  public void getSubscription(GetSubscriptionRequest request, StreamObserver<Subscription> answer) {
    if (!reading.isOk()) {
      answer.onError(reading.asRuntimeException());
      return;
    }
    var topic = request.getSubscription().replace("/subscriptions/", "/topics/");
    answer.onNext(
        Subscription.newBuilder()
            .setName(request.getSubscription())
            .setTopic(topic)
            .setEnableMessageOrdering(ordering)
            .build());
    answer.onCompleted();
  }

  /** Stores everything, as {@code m-1} and so on, but what {@code publishing} refuses. */
  private final class Publishing extends PublisherGrpc.PublisherImplBase {
    @Override
    public void publish(PublishRequest request, StreamObserver<PublishResponse> answer) {
      var status = publishing.poll();
      if (status != null && !status.isOk()) {
        answer.onError(status.asRuntimeException());
        return;
      }
      published.addAll(request.getMessagesList());
      answer.onNext(PublishResponse.newBuilder().addMessageIds("m-" + published.size()).build());
      answer.onCompleted();
    }

    @Override
    public void listTopicSubscriptions(
        ListTopicSubscriptionsRequest request,
        StreamObserver<ListTopicSubscriptionsResponse> answer) {
      var subscription = request.getTopic().replace("/topics/", "/subscriptions/");
      answer.onNext(
          ListTopicSubscriptionsResponse.newBuilder().addSubscriptions(subscription).build());
      answer.onCompleted();
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
