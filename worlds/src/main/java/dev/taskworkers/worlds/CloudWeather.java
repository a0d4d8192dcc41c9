// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import com.google.pubsub.v1.Topic;
import dev.taskworkers.emulator.EmbeddedCloud;
import dev.taskworkers.emulator.pubsub.Catalog;
import dev.taskworkers.emulator.pubsub.delivery.SubscriptionQueue;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.worlds.play.TaskBook;
import dev.taskworkers.worlds.play.VirtualTime;
import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Disturbance.CutDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DeafDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DetachedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DetachedSubscription;
import dev.taskworkers.worlds.spec.Disturbance.Monitoring;
import dev.taskworkers.worlds.spec.Disturbance.NewTopic;
import dev.taskworkers.worlds.spec.Disturbance.OtherConsumer;
import dev.taskworkers.worlds.spec.Disturbance.PubSub;
import dev.taskworkers.worlds.spec.Disturbance.Purged;
import dev.taskworkers.worlds.spec.Disturbance.SharedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.SoughtBack;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.World;
import java.time.Duration;
import java.util.List;

/** Lets what goes wrong with Pub/Sub and Monitoring go wrong at its time. */
final class CloudWeather {
  private static final String DOORBELL = "*taskworkers-doorbell*";
  private static final String DOORBELL_PART = "taskworkers-doorbell";

  private final World world;
  private final VirtualTime time;
  private final EmbeddedCloud cloud;
  private final TaskBook tasks;

  CloudWeather(World world, VirtualTime time, EmbeddedCloud cloud, TaskBook tasks) {
    this.world = world;
    this.time = time;
    this.cloud = cloud;
    this.tasks = tasks;
  }

  /** Enters all of it into the time. */
  void announce() {
    world.disturbances().forEach(this::announce);
  }

  private void announce(Disturbance one) {
    if (one instanceof DeafDoorbell deaf) {
      fault(one, deaf.fault(), DOORBELL);
    } else if (one instanceof CutDoorbell cut) {
      fault(one, cut.fault(), DOORBELL);
    } else if (one instanceof Monitoring monitoring) {
      fault(one, monitoring.fault(), "*");
    } else if (one instanceof PubSub pubsub) {
      fault(one, pubsub.fault(), "*");
    } else if (one instanceof SharedDoorbell) {
      time.at(one.from(), () -> ofDoorbell((all, doorbell) -> share(one, doorbell)));
    } else if (one instanceof DetachedDoorbell) {
      time.at(
          one.from(), () -> ofDoorbell((all, doorbell) -> all.detachSubscription(name(doorbell))));
    } else if (one instanceof DetachedSubscription) {
      time.at(
          one.from(),
          () ->
              cloud.broker().run((all, now) -> all.detachSubscription(PoolSettings.SUBSCRIPTION)));
    } else if (one instanceof OtherConsumer other) {
      time.at(one.from(), () -> consume(other));
    } else if (one instanceof Purged) {
      time.at(one.from(), this::purge);
    } else if (one instanceof SoughtBack back) {
      time.at(one.from(), () -> seekBack(back));
    } else if (one instanceof NewTopic) {
      time.at(one.from(), this::makeAnew);
    }
  }

  private void fault(Disturbance one, String kind, String resource) {
    var lasting = Math.min(one.until(), world.seconds()) - one.from();
    time.at(
        one.from(),
        () ->
            cloud
                .faults()
                .set(
                    FaultKind.of(kind).orElseThrow(),
                    Duration.ofMillis(Math.round(lasting * 1000)),
                    "*",
                    resource,
                    "*"));
  }

  /** What is done with the doorbell's subscription. */
  private interface Change {
    void make(Catalog all, SubscriptionQueue doorbell);
  }

  private void ofDoorbell(Change change) {
    cloud
        .broker()
        .run(
            (all, now) ->
                List.copyOf(all.subscriptions()).stream()
                    .filter(queue -> name(queue).contains(DOORBELL_PART))
                    .forEach(queue -> change.make(all, queue)));
  }

  private static String name(SubscriptionQueue queue) {
    return queue.config().getName();
  }

  private void share(Disturbance one, SubscriptionQueue doorbell) {
    join(one, doorbell, new OtherListener(doorbell, time, Double.POSITIVE_INFINITY, id -> {}));
  }

  private void consume(OtherConsumer one) {
    cloud
        .broker()
        .run(
            (all, now) -> {
              var queue = all.subscription(PoolSettings.SUBSCRIPTION);
              join(one, queue, new OtherListener(queue, time, one.perSecond(), tasks::withdrawn));
            });
  }

  private void join(Disturbance one, SubscriptionQueue queue, OtherListener listener) {
    queue.join(listener);
    if (one.until() < world.seconds()) {
      time.at(one.until(), () -> cloud.broker().run((all, now) -> queue.leave(listener)));
    }
  }

  /** As seeking to the present does. */
  private void purge() {
    cloud
        .broker()
        .run(
            (all, now) -> {
              var queue = all.subscription(PoolSettings.SUBSCRIPTION);
              withdrawAll(queue);
              queue.seek(now, now, Duration.ZERO);
            });
  }

  /** What was done since then has to be done once more, and what came before is forgotten. */
  private void seekBack(SoughtBack one) {
    cloud
        .broker()
        .run(
            (all, now) -> {
              var queue = all.subscription(PoolSettings.SUBSCRIPTION);
              var to = now.minus(Duration.ofMillis(Math.round(one.seconds() * 1000)));
              queue.unacknowledged().stream()
                  .filter(message -> message.publishTime().isBefore(to))
                  .forEach(message -> tasks.withdrawn(message.id()));
              queue.seek(to, now, Duration.ZERO);
              queue.unacknowledged().forEach(message -> tasks.comesAgain(message.id()));
            });
  }

  private void withdrawAll(SubscriptionQueue queue) {
    queue.unacknowledged().forEach(message -> tasks.withdrawn(message.id()));
  }

  private void makeAnew() {
    cloud
        .broker()
        .run(
            (all, now) -> {
              var queue = all.subscription(PoolSettings.SUBSCRIPTION);
              withdrawAll(queue);
              all.deleteSubscription(PoolSettings.SUBSCRIPTION);
              all.deleteTopic(TaskBook.TOPIC);
              all.createTopic(Topic.newBuilder().setName(TaskBook.TOPIC).build());
              all.createSubscription(queue.config(), now);
            });
  }
}
