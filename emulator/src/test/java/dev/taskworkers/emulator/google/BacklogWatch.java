// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import com.google.monitoring.v3.TimeSeries;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.google.Sightings.Key;
import dev.taskworkers.emulator.pubsub.delivery.Times;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Follows two subscriptions in Cloud Monitoring: one gets messages, is drained and then left alone,
 * the other has one message that backs off.
 */
final class BacklogWatch {
  static final String BY_REGION = "num_unacked_messages_by_region";
  static final String IN_ALL = "num_undelivered_messages";
  static final String ACKNOWLEDGED = "ack_message_count";

  private static final Duration BETWEEN = Duration.ofSeconds(10);
  private static final Duration PUBLISH = Duration.ofMinutes(1);
  private static final Duration GIVE_BACK = Duration.ofMinutes(2);
  private static final Duration DRAIN = Duration.ofMinutes(12);
  private static final Duration END = Duration.ofMinutes(45);
  private static final int MESSAGES = 5;

  private final Account account;
  private final MonitoringQuestions monitoring;
  private final Clock clock;
  private final Pace pace;
  private final Sightings sightings = new Sightings();

  /**
   * @param clock of the endpoint
   */
  BacklogWatch(Account account, MonitoringQuestions monitoring, Clock clock, Pace pace) {
    this.account = account;
    this.monitoring = monitoring;
    this.clock = clock;
    this.pace = pace;
  }

  /** The moments at which something was done. */
  record Moments(Instant created, Instant published, Instant givenBack, Instant drained) {}

  Sightings sightings() {
    return sightings;
  }

  /** Takes three quarters of an hour. */
  List<Answer> run() throws InterruptedException {
    var topic = account.newTopic();
    var drained = account.newSubscription(topic, leased());
    var backingOff =
        account.newSubscription(
            topic,
            leased()
                .setRetryPolicy(
                    RetryPolicy.newBuilder()
                        .setMinimumBackoff(Times.duration(Duration.ofMinutes(10)))
                        .setMaximumBackoff(Times.duration(Duration.ofMinutes(10)))));
    var watch = pace.watch();
    var created = clock.instant();
    readUntil(watch, PUBLISH, drained, backingOff);
    var published = clock.instant();
    account.publish(topic, "1", "2", "3", "4", "5");
    readUntil(watch, GIVE_BACK, drained, backingOff);
    var givenBack = clock.instant();
    account.nack(backingOff, ids(account.pull(backingOff, MESSAGES)));
    readUntil(watch, DRAIN, drained, backingOff);
    var acknowledged = clock.instant();
    account.acknowledge(drained, ids(account.pull(drained, MESSAGES)));
    readUntil(watch, END, drained, backingOff);
    return sightings.answers(
        id(drained), id(backingOff), new Moments(created, published, givenBack, acknowledged));
  }

  /** So long that nothing comes back before it is meant to. */
  private static Subscription.Builder leased() {
    return Subscription.newBuilder().setAckDeadlineSeconds(600);
  }

  private static String[] ids(List<ReceivedMessage> received) {
    if (received.isEmpty()) {
      throw new IllegalStateException("No message came to a subscription that holds " + MESSAGES);
    }
    return received.stream().map(ReceivedMessage::getAckId).toArray(String[]::new);
  }

  private static String id(String subscription) {
    return subscription.substring(subscription.lastIndexOf('/') + 1);
  }

  private void readUntil(Pace.Watch watch, Duration end, String... subscriptions)
      throws InterruptedException {
    while (watch.passed().compareTo(end) < 0) {
      for (var metric : List.of(BY_REGION, IN_ALL, ACKNOWLEDGED)) {
        read(metric, subscriptions);
      }
      pace.pass(BETWEEN);
    }
  }

  private void read(String metric, String... subscriptions) {
    var filter =
        "metric.type = \"pubsub.googleapis.com/subscription/%s\" AND resource.labels.subscription_id = one_of(\"%s\",\"%s\")"
            .formatted(metric, id(subscriptions[0]), id(subscriptions[1]));
    try {
      monitoring.list(filter, Duration.ofMinutes(10)).forEach(series -> note(metric, series));
    } catch (StatusRuntimeException refusal) {
      // Of a metric that a project has never had, and now and then for no reason.
      if (refusal.getStatus().getCode() != Status.Code.NOT_FOUND
          && refusal.getStatus().getCode() != Status.Code.UNAVAILABLE) {
        throw refusal;
      }
    }
  }

  private void note(String metric, TimeSeries series) {
    var seen = clock.instant();
    for (var point : series.getPointsList()) {
      var key =
          new Key(
              series.getResource().getLabelsOrDefault("subscription_id", ""),
              metric,
              series.getMetric().getLabelsOrDefault("region", ""),
              Times.instant(point.getInterval().getEndTime()));
      sightings.note(key, point.getValue().getInt64Value(), seen);
    }
  }
}
