package dev.taskworkers.worlds;

import dev.taskworkers.emulator.EmbeddedCloud;
import dev.taskworkers.emulator.FaultKind;
import dev.taskworkers.emulator.pubsub.Catalog;
import dev.taskworkers.worlds.cluster.ApiServer;
import dev.taskworkers.worlds.cluster.Cluster;
import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Disturbance.ApiAway;
import dev.taskworkers.worlds.spec.Disturbance.BrokenPods;
import dev.taskworkers.worlds.spec.Disturbance.CutDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DeafDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DetachedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.LostLabel;
import dev.taskworkers.worlds.spec.Disturbance.LostPods;
import dev.taskworkers.worlds.spec.Disturbance.Monitoring;
import dev.taskworkers.worlds.spec.Disturbance.OperatorAway;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import dev.taskworkers.worlds.spec.Disturbance.PubSub;
import dev.taskworkers.worlds.spec.Disturbance.SharedDoorbell;
import dev.taskworkers.worlds.spec.World;
import dev.taskworkers.worlds.time.VirtualTime;
import java.time.Duration;

/** Lets what goes wrong in a world go wrong at its time. */
final class Weather {
  private static final String DOORBELL = "*taskworkers-doorbell*";

  /** A leader that can't renew its lease for so long leads no more. */
  private static final double TERM_SECONDS = 10;

  /** From the end of an outage to the next leader. */
  private static final double ELECTION_SECONDS = 5;

  private final World world;
  private final VirtualTime time;
  private final EmbeddedCloud cloud;
  private final Cluster cluster;
  private final ApiServer api;
  private final Runnable ring;
  private final Runnable killOperator;
  private final Runnable beginOperator;

  /**
   * @param ring has the operator look, because a watch tells of something
   */
  Weather(
      World world,
      VirtualTime time,
      EmbeddedCloud cloud,
      Cluster cluster,
      ApiServer api,
      Runnable ring,
      Runnable killOperator,
      Runnable beginOperator) {
    this.world = world;
    this.time = time;
    this.cloud = cloud;
    this.cluster = cluster;
    this.api = api;
    this.ring = ring;
    this.killOperator = killOperator;
    this.beginOperator = beginOperator;
  }

  /** Enters all of it into the time; what lasts is looked up where it matters. */
  void announce() {
    world.disturbances().forEach(this::announce);
  }

  private void announce(Disturbance one) {
    if (one instanceof BrokenPods broken) {
      at(one, () -> cluster.breakDown(broken.pods()));
    } else if (one instanceof LostPods lost) {
      at(one, () -> cluster.kill(lost.pods()));
    } else if (one instanceof OperatorAway away) {
      absent(away.from(), away.until());
    } else if (one instanceof ApiAway away) {
      if (away.until() - away.from() > TERM_SECONDS) {
        absent(away.from() + TERM_SECONDS, away.until() + ELECTION_SECONDS);
      }
    } else if (one instanceof DeafDoorbell) {
      fault(one, FaultKind.STREAM_DEAF, DOORBELL);
    } else if (one instanceof CutDoorbell) {
      fault(one, FaultKind.DOORBELL_SILENT, "*");
    } else if (one instanceof SharedDoorbell) {
      at(one, () -> share(one));
    } else if (one instanceof DetachedDoorbell) {
      at(one, () -> ofDoorbell((all, doorbell) -> all.detachSubscription(doorbell)));
    } else if (one instanceof Monitoring monitoring) {
      fault(one, FaultKind.of(monitoring.fault()).orElseThrow(), "*");
    } else if (one instanceof PubSub pubsub) {
      fault(one, FaultKind.of(pubsub.fault()).orElseThrow(), "*");
    } else if (one instanceof OtherReplicas other) {
      at(
          one,
          () -> {
            api.setReplicas(other.replicas());
            ring.run();
          });
    } else if (one instanceof LostLabel) {
      at(
          one,
          () -> {
            api.loseLabel();
            ring.run();
          });
    }
  }

  private void at(Disturbance one, Runnable action) {
    time.at(one.from(), action);
  }

  private void absent(double from, double until) {
    time.at(from, killOperator);
    time.at(until, beginOperator);
  }

  private void fault(Disturbance one, FaultKind kind, String resource) {
    var lasting = Math.min(one.until(), world.seconds()) - one.from();
    at(
        one,
        () ->
            cloud
                .faults()
                .set(kind, Duration.ofMillis(Math.round(lasting * 1000)), "*", resource, "*"));
  }

  /** What is done with the doorbell's subscription. */
  private interface Change {
    void make(Catalog all, String doorbell);
  }

  private void ofDoorbell(Change change) {
    cloud
        .broker()
        .run(
            (all, now) ->
                all.subscriptions().stream()
                    .map(queue -> queue.config().getName())
                    .filter(name -> name.contains("taskworkers-doorbell"))
                    .toList()
                    .forEach(name -> change.make(all, name)));
  }

  private void share(Disturbance one) {
    ofDoorbell(
        (all, doorbell) -> {
          var queue = all.subscription(doorbell);
          var thief = new OtherListener(queue, time);
          queue.join(thief);
          if (one.until() < world.seconds()) {
            time.at(one.until(), () -> cloud.broker().run((any, now) -> queue.leave(thief)));
          }
        });
  }
}
