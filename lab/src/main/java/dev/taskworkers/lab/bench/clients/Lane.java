package dev.taskworkers.lab.bench.clients;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.CreateSnapshotRequest;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.lab.cloud.CloudObserver;
import dev.taskworkers.lab.cloud.LocalCloud;
import dev.taskworkers.lab.cloud.Provision;
import io.grpc.Channel;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The subscription of one contender's process. A backlog is kept in a snapshot, so that each round
 * begins with the same tasks and none are published meanwhile.
 */
final class Lane {
  private static final int BATCH = 1000;
  private static final long FAR_FUTURE_SECONDS = 4_000_000_000L;

  private final String topic;
  private final String subscription;
  private final String snapshot;
  private final Channel channel;
  private final AtomicLong acknowledged = new AtomicLong();
  private long published;

  private Lane(String name, Channel channel) {
    topic = "projects/bench/topics/of-" + name;
    subscription = "projects/bench/subscriptions/of-" + name;
    snapshot = "projects/bench/snapshots/of-" + name;
    this.channel = channel;
  }

  /** A lane with an empty subscription, and a snapshot of {@code tasks} tasks if there are any. */
  static Lane lay(String name, LocalCloud cloud, Channel channel, int tasks) {
    var lane = new Lane(name, channel);
    Provision.create("127.0.0.1", cloud.pubsubPort(), lane.topic, lane.subscription);
    if (tasks > 0) {
      lane.keep(tasks);
    }
    cloud.observe(
        new CloudObserver() {
          @Override
          public void acknowledged(
              String subscription, String messageId, String client, Instant at, boolean current) {
            if (current && subscription.equals(lane.subscription)) {
              lane.acknowledged.incrementAndGet();
            }
          }
        });
    return lane;
  }

  private void keep(int tasks) {
    for (var left = tasks; left > 0; left -= BATCH) {
      publish("", Math.min(left, BATCH));
    }
    var request =
        CreateSnapshotRequest.newBuilder().setName(snapshot).setSubscription(subscription);
    var unused = SubscriberGrpc.newBlockingStub(channel).createSnapshot(request.build());
    clear();
  }

  String subscription() {
    return subscription;
  }

  /** Tasks done so far. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** Tasks published so far. */
  long published() {
    return published;
  }

  /** All tasks of the snapshot wait. */
  void fill() {
    seek(SeekRequest.newBuilder().setSnapshot(snapshot));
  }

  /** No task waits. */
  void clear() {
    seek(SeekRequest.newBuilder().setTime(Timestamp.newBuilder().setSeconds(FAR_FUTURE_SECONDS)));
  }

  private void seek(SeekRequest.Builder target) {
    var unused =
        SubscriberGrpc.newBlockingStub(channel).seek(target.setSubscription(subscription).build());
  }

  void publish(String data, int times) {
    var message = PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8(data)).build();
    published += times;
    if (data.isEmpty()) {
      message = message.toBuilder().putAttributes("kind", "noop").build();
    }
    var unused =
        PublisherGrpc.newBlockingStub(channel)
            .publish(
                PublishRequest.newBuilder()
                    .setTopic(topic)
                    .addAllMessages(Collections.nCopies(times, message))
                    .build());
  }
}
