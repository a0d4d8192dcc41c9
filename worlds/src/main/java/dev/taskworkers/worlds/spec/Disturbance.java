// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.spec;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** What goes wrong from a second of a world on, until another or for good. */
public sealed interface Disturbance {
  double NEVER = Double.POSITIVE_INFINITY;

  double from();

  /** When it is over; infinite when it never is. */
  default double until() {
    return from();
  }

  /** As a sentence without its end. */
  default String words() {
    return getClass().getAnnotation(Words.class).value();
  }

  /** The words of a disturbance that are always the same. */
  @Retention(RetentionPolicy.RUNTIME)
  @interface Words {
    String value();
  }

  /** Neither reports of workers nor orders to them get through. */
  @Words("the operator can't reach any worker")
  record Unheard(double from, double until) implements Disturbance {}

  /** Each report reaches the operator so much later than it was asked for. */
  record LateReports(double from, double until, double seconds) implements Disturbance {
    @Override
    public String words() {
      return "workers answer " + Phrases.time(seconds) + " late";
    }
  }

  /**
   * In some pods what runs the tasks refuses each: until they are replaced, or, where it is over
   * some time, but for a few seconds after each start of a container that crashes again and again.
   */
  record BrokenPods(double from, double until, int pods) implements Disturbance {
    /** Broken until they are replaced. */
    public BrokenPods(double from, int pods) {
      this(from, from, pods);
    }

    public boolean isLoop() {
      return until > from;
    }

    @Override
    public String words() {
      return "the handler of "
          + Phrases.many(pods, "pod")
          + (isLoop() ? " crashes repeatedly" : " does not answer any more");
    }
  }

  /** Some pods run each task so many times as long, until they are replaced. */
  record SlowPods(double from, int pods, double factor) implements Disturbance {
    @Override
    public String words() {
      return "the tasks of "
          + Phrases.many(pods, "pod")
          + " take "
          + Phrases.number(factor)
          + " times as long";
    }
  }

  /** The container of some pods, of busy ones first, takes too much memory, and is started anew. */
  record OutOfMemory(double from, int pods) implements Disturbance {
    @Override
    public String words() {
      return "the container of " + Phrases.many(pods, "pod") + " runs out of memory";
    }
  }

  /**
   * Some pods, busy ones first, are told to stop, and are killed after a notice whatever grace they
   * have.
   *
   * @param isTold whether the worker can know how long that is, as on a spot machine
   */
  record Evicted(double from, int pods, double noticeSeconds, boolean isTold)
      implements Disturbance {
    @Override
    public double until() {
      return from + noticeSeconds;
    }

    @Override
    public String words() {
      return "Kubernetes evicts "
          + Phrases.many(pods, "pod")
          + " with a notice of "
          + Phrases.time(noticeSeconds)
          + (isTold ? " that the workers can read" : "");
    }
  }

  /** The Deployment gets another image, and replaces its pods one after the other. */
  @Words("the Deployment rolls out another image")
  record RollOut(double from) implements Disturbance {}

  /** An image can't be pulled: containers do not begin. */
  @Words("nodes can't pull the image")
  record NoImage(double from, double until) implements Disturbance {}

  /** A quota lets the Deployment have no more than so many pods. */
  record Quota(double from, double until, int pods) implements Disturbance {
    @Override
    public String words() {
      return "a quota allows " + Phrases.many(pods, "pod");
    }
  }

  /**
   * Kubernetes' controllers remove pods one after another, so many a second; none, nor do they make
   * any, where they are not at work at all.
   */
  record SlowControllers(double from, double until, double perSecond) implements Disturbance {
    @Override
    public String words() {
      return perSecond > 0
          ? "Kubernetes removes " + Phrases.number(perSecond) + " pods a second at most"
          : "Kubernetes' controllers are away";
    }
  }

  /** What a watch shows of the Deployment and its pods is up to so many seconds old. */
  record LateWatch(double from, double until, double seconds) implements Disturbance {
    @Override
    public String words() {
      return "watches are up to " + Phrases.time(seconds) + " late";
    }
  }

  /** The user lets the subscription forget all that it has. */
  @Words("somebody purges the subscription")
  record Purged(double from) implements Disturbance {}

  /** Topic and subscription are deleted and made again under their names. */
  @Words("somebody deletes the topic and the subscription, and creates them again")
  record NewTopic(double from) implements Disturbance {}

  /** The user deletes the pool, and makes it again. */
  @Words("somebody deletes the pool, and creates it again")
  record NewPool(double from) implements Disturbance {}

  /** Somebody else pulls from the subscription, too, and does so many tasks a second at most. */
  record OtherConsumer(double from, double until, double perSecond) implements Disturbance {
    @Override
    public String words() {
      return "another consumer takes up to "
          + Phrases.number(perSecond)
          + " tasks a second from the subscription";
    }
  }

  /** The node of some pods is gone, of busy ones if there are any. */
  record LostPods(double from, int pods) implements Disturbance {
    @Override
    public String words() {
      return "the cluster loses the nodes of " + Phrases.many(pods, "pod");
    }
  }

  /** The user asks for some workers to be drained, and replaced when they have finished. */
  record AskedDrain(double from, int pods) implements Disturbance {
    @Override
    public String words() {
      return "the user asks to drain " + Phrases.many(pods, "worker");
    }
  }

  /** No operator is there; then another one begins that knows nothing. */
  record OperatorAway(double from, double until) implements Disturbance {
    @Override
    public String words() {
      return "the operator is killed, and another one leads after " + Phrases.time(until - from);
    }
  }

  /** The doorbell's streams are open and bring nothing, in one of the ways of a fault. */
  record DeafDoorbell(double from, double until, String fault) implements Disturbance {
    public DeafDoorbell(double from, double until) {
      this(from, until, "stream-deaf");
    }

    @Override
    public String words() {
      return "the doorbell is deaf (" + fault + ")";
    }
  }

  /** The doorbell can't be listened to, for one of the reasons of a fault. */
  record CutDoorbell(double from, double until, String fault) implements Disturbance {
    @Override
    public String words() {
      return "the doorbell is cut (" + fault + ")";
    }
  }

  /** Somebody else takes tasks from the doorbell, too. */
  @Words("another operator listens at the same doorbell")
  record SharedDoorbell(double from, double until) implements Disturbance {}

  /** The doorbell is detached from its topic, once. */
  @Words("the doorbell is detached from its topic")
  record DetachedDoorbell(double from) implements Disturbance {}

  /** The pool's own subscription is detached from its topic, which nobody can undo. */
  @Words("the subscription is detached from its topic")
  record DetachedSubscription(double from) implements Disturbance {}

  /** Cloud Monitoring fails in one of its ways. */
  record Monitoring(double from, double until, String fault) implements Disturbance {
    @Override
    public String words() {
      return "Cloud Monitoring has the fault " + fault;
    }
  }

  /** Pub/Sub fails in one of its ways. */
  record PubSub(double from, double until, String fault) implements Disturbance {
    @Override
    public String words() {
      return "Pub/Sub has the fault " + fault;
    }
  }

  /** The cluster has room for no more than so many pods. */
  record NoRoom(double from, double until, int pods) implements Disturbance {
    @Override
    public String words() {
      return "the cluster has room for " + Phrases.many(pods, "pod");
    }
  }

  /** The API server takes no write, and watches show nothing new. */
  @Words("the API server is away")
  record ApiAway(double from, double until) implements Disturbance {}

  /** Every write to the API server is refused once, as by a conflict, at random. */
  @Words("the API server refuses every second write")
  record Conflicts(double from, double until) implements Disturbance {}

  /** Somebody else sets the replicas of the Deployment, once or every 15 s. */
  record OtherReplicas(double from, double until, int replicas) implements Disturbance {
    /** Once. */
    public OtherReplicas(double from, int replicas) {
      this(from, from, replicas);
    }

    @Override
    public String words() {
      return "somebody sets the Deployment's replicas to "
          + replicas
          + (until > from ? " again and again" : "");
    }
  }

  /** The Deployment loses the label by which it is watched, until it is written again. */
  @Words("the Deployment loses its label")
  record LostLabel(double from) implements Disturbance {}

  /** Runs that begin take so many times as long. */
  record SlowTasks(double from, double until, double factor) implements Disturbance {
    @Override
    public String words() {
      return "tasks take " + Phrases.number(factor) + " times as long";
    }
  }

  /** All runs fail. */
  @Words("a dependency of the tasks is down, so all of them fail")
  record AllFail(double from, double until) implements Disturbance {}

  /** The user pauses the pool. */
  @Words("the pool is paused")
  record Paused(double from, double until) implements Disturbance {}

  /** The user has the pool only tell what it would do. */
  @Words("the pool only advises")
  record Advised(double from, double until) implements Disturbance {}

  /** The user's edit makes the pool's resource one that nobody can follow, until it is mended. */
  @Words("somebody sets the pool's minReplicas above its maxReplicas")
  record Spoilt(double from, double until) implements Disturbance {}

  /** The user edits how many pods there may be. */
  record NewLimits(double from, int minReplicas, int maxReplicas) implements Disturbance {
    @Override
    public String words() {
      return "somebody edits the pool to have " + minReplicas + " to " + maxReplicas + " pods";
    }
  }

  /** The user edits how many tasks a pod runs at once, so that the pods are replaced. */
  record NewConcurrency(double from, int slots) implements Disturbance {
    @Override
    public String words() {
      return "somebody edits the pool to run " + slots + " tasks at once in a pod";
    }
  }

  /** A policy of the cluster refuses each write to the Deployment and its pods. */
  @Words("a policy refuses what the operator writes to the Deployment and its pods")
  record RefusedWrites(double from, double until) implements Disturbance {}

  /** Another operator begins to lead, and the one before does not know yet that it is not to. */
  @Words("two operators lead at once")
  record TwoOperators(double from, double until) implements Disturbance {}

  /** Some of the pods can't be reached by the operator. */
  record SomeUnheard(double from, double until, double share) implements Disturbance {
    @Override
    public String words() {
      return Math.round(100 * share) + " % of the workers do not answer the operator";
    }
  }

  /** What answers in some of the pods tells of more tasks than any worker has ever run. */
  record Lies(double from, double until, double share) implements Disturbance {
    @Override
    public String words() {
      return Math.round(100 * share) + " % of the workers report what can't be true";
    }
  }

  /** The user has the subscription deliver again what was published in the seconds before. */
  record SoughtBack(double from, double seconds) implements Disturbance {
    @Override
    public String words() {
      return "somebody seeks the subscription back by " + Phrases.time(seconds);
    }
  }
}
