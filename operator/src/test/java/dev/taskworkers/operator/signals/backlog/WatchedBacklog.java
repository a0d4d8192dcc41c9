// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.monitoring.MonitoringOptions;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.runtime.GoogleEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.threeten.extra.MutableClock;

/**
 * The backlog of a subscription as the operator reads it from the local Cloud Monitoring, on a
 * clock of its own. The project monitors another one, in which there is a subscription of the same
 * name with messages that nobody takes.
 */
final class WatchedBacklog implements AutoCloseable {
  private static final int ELSEWHERE = 1000;
  private static final int LONG_LEASE_SECONDS = 600;

  final MutableClock clock = MutableClock.epochUTC();
  final LocalCloud cloud;
  final Account account;
  final ResourceName subscription;
  private final String topic;
  private final MonitoringClient client;
  private final CloudMonitoringBacklog backlog;
  private final BacklogWatch watch;

  WatchedBacklog(MonitoringOptions metrics) {
    cloud =
        LocalCloud.start(
            CloudOptions.undisturbed()
                .withMetrics(metrics.withMonitored(Map.of("contract", List.of("staging"))))
                .withPullHold(Duration.ofMillis(50)),
            clock);
    var pubsub = "127.0.0.1:" + cloud.pubsubPort();
    account = Account.at(pubsub, Duration.ofSeconds(90));
    topic = account.newTopic();
    subscription =
        ResourceName.parse(
            account.newSubscription(
                topic, Subscription.newBuilder().setAckDeadlineSeconds(LONG_LEASE_SECONDS)));
    client = MonitoringClient.open(new GoogleEndpoint("127.0.0.1:" + cloud.monitoringPort(), true));
    backlog =
        new CloudMonitoringBacklog(new TimeSeriesReader(client), Runnable::run, Runnable::run);
    watch = backlog.watch(subscription);
  }

  /** From now on the subscription in the other project has messages. */
  void othersPublish() {
    try (var other =
        new Account(
            new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true),
            "staging",
            Duration.ofSeconds(5))) {
      var theirs = other.newTopic();
      other.newSubscription(theirs, subscription.id());
      publish(other, theirs, ELSEWHERE);
    }
  }

  void publish(int messages) {
    publish(account, topic, messages);
  }

  private static void publish(Account by, String topic, int messages) {
    by.publish(topic, IntStream.range(0, messages).mapToObj(i -> "m" + i).toArray(String[]::new));
  }

  /** Takes so many messages, for ten minutes; what is returned acknowledges them. */
  Runnable take(int messages) {
    var name = subscription.toString();
    var ids =
        account.pull(name, messages).stream().map(ReceivedMessage::getAckId).toArray(String[]::new);
    return () -> account.acknowledge(name, ids);
  }

  KnownBacklog after(Duration time) {
    for (var end = clock.instant().plus(time); clock.instant().isBefore(end); ) {
      tick();
    }
    return latest();
  }

  /** Five seconds pass. */
  KnownBacklog tick() {
    clock.add(Duration.ofSeconds(5));
    cloud.advance();
    backlog.poll(clock.instant());
    return latest();
  }

  private KnownBacklog latest() {
    return watch.latest(clock.instant());
  }

  @Override
  public void close() {
    client.close();
    account.close();
    cloud.close();
  }
}
