// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.CreateSnapshotRequest;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import io.grpc.Channel;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The subscription of one candidate's process. A backlog is kept in a snapshot, so that each round
 * begins with the same tasks and none are published meanwhile.
 */
final class BenchSubscription implements SingleTasks.Lane {
  private static final int BATCH = 1000;
  private static final int REQUEST_BYTES = 4 << 20;
  private static final long FAR_FUTURE_SECONDS = 4_000_000_000L;

  private final String topic;
  private final String subscription;
  private final String snapshot;
  private final Channel channel;
  private final ByteString payload;
  private final AtomicLong acknowledged = new AtomicLong();

  /** By message, when a single task was published and acknowledged, by {@link System#nanoTime}. */
  private final Map<String, Long> publishedAt = new HashMap<>();

  private final Map<String, Long> acknowledgedAt = new ConcurrentHashMap<>();
  private long published;

  private BenchSubscription(String name, Channel channel, int payload) {
    topic = "projects/bench/topics/of-" + name;
    subscription = "projects/bench/subscriptions/of-" + name;
    snapshot = "projects/bench/snapshots/of-" + name;
    this.channel = channel;
    this.payload = ByteString.copyFrom(new byte[payload]);
  }

  /**
   * A lane with an empty subscription, and a snapshot of {@code tasks} tasks if there are any.
   *
   * @param payload bytes of each task
   */
  static BenchSubscription lay(
      String name, LocalCloud cloud, Channel channel, int payload, int tasks) {
    var lane = new BenchSubscription(name, channel, payload);
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
              if (tasks == 0) {
                lane.acknowledgedAt.put(messageId, System.nanoTime());
              }
            }
          }
        });
    return lane;
  }

  private void keep(int tasks) {
    var batch = Math.max(1, Math.min(BATCH, REQUEST_BYTES / (payload.size() + 100)));
    for (var left = tasks; left > 0; left -= batch) {
      var unused = publish(NoopTask.NOOP, Math.min(left, batch));
    }
    var request =
        CreateSnapshotRequest.newBuilder().setName(snapshot).setSubscription(subscription);
    var unused = SubscriberGrpc.newBlockingStub(channel).createSnapshot(request.build());
    clear();
  }

  String subscription() {
    return subscription;
  }

  @Override
  public long acknowledged() {
    return acknowledged.get();
  }

  @Override
  public long published() {
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

  /** Publishes a single task of that kind and notes when. */
  @Override
  public void publishOne(String kind) {
    var now = System.nanoTime();
    publishedAt.put(publish(kind, 1).get(0), now);
  }

  /**
   * Milliseconds from the publication of each single task to its acknowledgement, since the last
   * call.
   */
  double[] latencies() {
    var millis =
        publishedAt.entrySet().stream()
            .mapToDouble(each -> (acknowledgedAt.get(each.getKey()) - each.getValue()) / 1e6)
            .toArray();
    publishedAt.clear();
    acknowledgedAt.clear();
    return millis;
  }

  private List<String> publish(String kind, int times) {
    var message =
        PubsubMessage.newBuilder().setData(payload).putAttributes(NoopTask.KIND, kind).build();
    published += times;
    return PublisherGrpc.newBlockingStub(channel)
        .publish(
            PublishRequest.newBuilder()
                .setTopic(topic)
                .addAllMessages(Collections.nCopies(times, message))
                .build())
        .getMessageIdsList();
  }
}
