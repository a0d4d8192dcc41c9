package dev.taskworkers.operator.arrivals.doorbell;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.pubsub.v1.DeleteSubscriptionRequest;
import com.google.pubsub.v1.ExpirationPolicy;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberBlockingStub;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.SubscriptionName;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The second subscription on a pool's topic: created where the permissions allow, with the pool's
 * filter, ten minutes of retention for a new leader to count again, and an end of its own after a
 * day without use.
 */
public final class DoorbellSubscription {
  static final String LABEL = "taskworkers-doorbell";
  private static final String PREFIX = "taskworkers-doorbell-";
  private static final long DEADLINE_SECONDS = 10;
  private static final long RETENTION_SECONDS = 600;
  private static final long EXPIRES_SECONDS = 86_400;

  private final SubscriberBlockingStub pubsub;
  private final String topic;
  private final String filter;
  private final SubscriptionName name;

  /**
   * @param subscription the pool's
   * @param filter that subscription's
   */
  public DoorbellSubscription(
      SubscriberBlockingStub pubsub, SubscriptionName subscription, String topic, String filter) {
    this.pubsub = pubsub;
    this.topic = topic;
    this.filter = filter;
    // A subscription that is made anew under its old name may have another topic or filter.
    var identity = subscription + "\n" + topic + "\n" + filter;
    var digest = UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8));
    this.name =
        SubscriptionName.of(
            subscription.getProject(),
            PREFIX + digest.toString().replace("-", "").substring(0, 16));
  }

  String name() {
    return name.toString();
  }

  boolean isOn(String otherTopic, String otherFilter) {
    return topic.equals(otherTopic) && filter.equals(otherFilter);
  }

  /** Creates it, unless it is there; returns whether it is new. */
  boolean create() {
    var wanted =
        Subscription.newBuilder()
            .setName(name())
            .setTopic(topic)
            .setFilter(filter)
            .putLabels(LABEL, "true")
            .setAckDeadlineSeconds(10)
            .setRetainAckedMessages(true)
            .setMessageRetentionDuration(Duration.newBuilder().setSeconds(RETENTION_SECONDS))
            .setExpirationPolicy(
                ExpirationPolicy.newBuilder()
                    .setTtl(Duration.newBuilder().setSeconds(EXPIRES_SECONDS)))
            .build();
    try {
      stub().createSubscription(wanted);
      return true;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw e;
      }
      return false;
    }
  }

  /** Delivers again what was published since {@code from}, and nothing older. */
  void seek(Instant from) {
    stub()
        .seek(
            SeekRequest.newBuilder()
                .setSubscription(name())
                .setTime(
                    Timestamp.newBuilder()
                        .setSeconds(from.getEpochSecond())
                        .setNanos(from.getNano()))
                .build());
  }

  void delete() {
    stub()
        .deleteSubscription(DeleteSubscriptionRequest.newBuilder().setSubscription(name()).build());
  }

  private SubscriberBlockingStub stub() {
    return pubsub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }
}
