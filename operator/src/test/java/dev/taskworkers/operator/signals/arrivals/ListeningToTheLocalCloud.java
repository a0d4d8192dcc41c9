// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import static org.awaitility.Awaitility.await;

import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.emulator.Account;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionView;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.Source;
import dev.taskworkers.operator.scaling.input.Arrivals.Watch;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.threeten.extra.MutableClock;

/** A pool whose arrivals are watched on the local Pub/Sub, on a clock that the test moves. */
abstract class ListeningToTheLocalCloud {
  final MutableClock clock = MutableClock.epochUTC();
  final LocalCloud cloud = LocalCloud.start(options().withPullHold(Duration.ofMillis(50)), clock);
  final Account account = Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(90));
  final GoogleEndpoint endpoint = new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true);
  final ScheduledExecutorService background = Executors.newScheduledThreadPool(2);
  final String topic = account.newTopic();
  final String subscription = account.newSubscription(topic);
  final AtomicInteger rings = new AtomicInteger();
  private final Map<List<Object>, ArrivalWatch> watched = new HashMap<>();
  final PayloadBudget payloads = new PayloadBudget(64 * 1024 * 1024);
  ArrivalWatches watches = watches();

  @AfterEach
  void stop() {
    watches.close();
    background.shutdownNow();
    account.close();
    cloud.close();
  }

  CloudOptions options() {
    return CloudOptions.undisturbed();
  }

  ArrivalWatches watches() {
    return watches("0a1b2c3d");
  }

  ArrivalWatches watches(String installation) {
    return watches(installation, endpoint::openChannel);
  }

  ArrivalWatches watches(String installation, Supplier<ManagedChannel> open) {
    return watches(installation, open, background);
  }

  ArrivalWatches watches(
      String installation, Supplier<ManagedChannel> open, ScheduledExecutorService timers) {
    return new ArrivalWatches(
        () -> Optional.of(installation),
        Optional.empty(),
        open,
        Optional.empty(),
        payloads,
        timers,
        clock);
  }

  ArrivalObservation heard(ArrivalsMode mode, boolean empty) {
    return watch(subscription)
        .heard(new ArrivalSourceRequest(Source.everythingOf(topic), mode), empty, clock.instant());
  }

  /** The operator's watch on a subscription. */
  ArrivalWatch watch(String name) {
    return watched.computeIfAbsent(
        List.of(watches, name),
        absent -> watches.watch(ResourceName.parse(name), "n", rings::incrementAndGet));
  }

  ArrivalObservation heard() {
    return heard(ArrivalsMode.Auto, true);
  }

  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(20));
  }

  void listen() {
    soon()
        .until(
            () -> {
              clock.add(Duration.ofMillis(500));
              return heard().arrivals().watch() == Watch.DOORBELL;
            });
  }

  void becomesSilent() {
    soon()
        .until(
            () -> {
              clock.add(Duration.ofMillis(500));
              return !heard().full();
            });
  }

  int counted() {
    return counted(heard());
  }

  static int counted(ArrivalObservation heard) {
    return heard.arrivals().perSecond().stream().mapToInt(count -> Math.max(0, count)).sum();
  }

  List<String> doorbells() {
    return cloud.subscriptions().stream()
        .map(SubscriptionView::name)
        .filter(name -> name.contains("/taskworkers-doorbell-"))
        .toList();
  }

  void publish(int tasks) {
    account.publish(topic, Collections.nCopies(tasks, "x").toArray(String[]::new));
  }
}
