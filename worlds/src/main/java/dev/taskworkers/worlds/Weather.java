// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.worlds.play.ApiServer;
import dev.taskworkers.worlds.play.Cluster;
import dev.taskworkers.worlds.play.PodFates;
import dev.taskworkers.worlds.play.VirtualTime;
import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Disturbance.ApiAway;
import dev.taskworkers.worlds.spec.Disturbance.AskedDrain;
import dev.taskworkers.worlds.spec.Disturbance.BrokenPods;
import dev.taskworkers.worlds.spec.Disturbance.Evicted;
import dev.taskworkers.worlds.spec.Disturbance.LostLabel;
import dev.taskworkers.worlds.spec.Disturbance.LostPods;
import dev.taskworkers.worlds.spec.Disturbance.NewConcurrency;
import dev.taskworkers.worlds.spec.Disturbance.NewLimits;
import dev.taskworkers.worlds.spec.Disturbance.NewPool;
import dev.taskworkers.worlds.spec.Disturbance.OperatorAway;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import dev.taskworkers.worlds.spec.Disturbance.OutOfMemory;
import dev.taskworkers.worlds.spec.Disturbance.RollOut;
import dev.taskworkers.worlds.spec.Disturbance.SlowPods;
import dev.taskworkers.worlds.spec.Disturbance.Spoilt;
import dev.taskworkers.worlds.spec.Disturbance.TwoOperators;
import dev.taskworkers.worlds.spec.World;

/** Lets what goes wrong with pods, API server and operator go wrong at its time. */
final class Weather {
  /** A leader that can't renew its lease for so long leads no more. */
  private static final double TERM_SECONDS = 10;

  /** From the end of an outage to the next leader. */
  private static final double ELECTION_SECONDS = 5;

  /** Kubernetes' autoscaler looks so often (--horizontal-pod-autoscaler-sync-period). */
  private static final double SYNC_SECONDS = 15;

  private final World world;
  private final VirtualTime time;
  private final Cluster cluster;
  private final PodFates fates;
  private final ApiServer api;
  private final Operation operator;

  /** The operator, from outside. */
  interface Operation {
    void begin();

    void kill();

    /** Another one begins beside it. */
    void succeed();

    /** Where there are two, the earlier one is gone. */
    void yieldToSuccessor();

    /** Has it look, because a watch tells of something. */
    void ring();

    /** The pool that it follows is deleted and made again. */
    void makeAnew();
  }

  Weather(World world, VirtualTime time, Cluster cluster, ApiServer api, Operation operator) {
    this.world = world;
    this.time = time;
    this.cluster = cluster;
    this.fates = new PodFates(time, cluster);
    this.api = api;
    this.operator = operator;
  }

  /** Enters all of it into the time; what lasts is looked up where it matters. */
  void announce() {
    world.disturbances().forEach(this::announce);
  }

  private void announce(Disturbance one) {
    if (one instanceof BrokenPods broken) {
      at(one, () -> fates.breakDown(broken));
    } else if (one instanceof SlowPods slow) {
      at(one, () -> fates.slowDown(slow.pods(), slow.factor()));
    } else if (one instanceof LostPods lost) {
      at(one, () -> fates.lose(lost.pods()));
    } else if (one instanceof Evicted eviction) {
      at(one, () -> fates.evict(eviction));
    } else if (one instanceof AskedDrain asked) {
      at(
          one,
          () -> {
            fates.askToDrain(asked.pods());
            operator.ring();
          });
    } else if (one instanceof OutOfMemory killed) {
      at(one, () -> fates.killContainers(killed.pods()));
    } else if (one instanceof RollOut) {
      at(one, cluster::rollOut);
    } else if (one instanceof OperatorAway away) {
      absent(away.from(), away.until());
    } else if (one instanceof TwoOperators both) {
      time.at(both.from(), operator::succeed);
      time.at(both.until(), operator::yieldToSuccessor);
    } else if (one instanceof ApiAway away) {
      if (away.until() - away.from() > TERM_SECONDS) {
        absent(away.from() + TERM_SECONDS, away.until() + ELECTION_SECONDS);
      }
    } else if (one instanceof OtherReplicas other) {
      at(one, () -> set(other));
    } else if (one instanceof LostLabel) {
      at(
          one,
          () -> {
            api.loseLabel();
            operator.ring();
          });
    } else if (isEdit(one)) {
      at(one, operator::ring);
    } else if (one instanceof NewPool) {
      at(
          one,
          () -> {
            api.makeAnew();
            operator.makeAnew();
          });
    }
  }

  /** What is edited is looked up where it matters; that it was is seen at once. */
  private static boolean isEdit(Disturbance one) {
    return one instanceof NewLimits || one instanceof NewConcurrency || one instanceof Spoilt;
  }

  private void at(Disturbance one, Runnable action) {
    time.at(one.from(), action);
  }

  private void absent(double from, double until) {
    time.at(from, operator::kill);
    time.at(until, operator::begin);
  }

  private void set(OtherReplicas other) {
    api.setReplicas(other.replicas());
    operator.ring();
    if (time.seconds() + SYNC_SECONDS < other.until()) {
      time.at(time.seconds() + SYNC_SECONDS, () -> set(other));
    }
  }
}
