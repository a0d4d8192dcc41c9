package dev.taskworkers.worlds.spec;

/** What goes wrong from a second of a world on, until another or for good. */
public sealed interface Disturbance {
  double NEVER = Double.POSITIVE_INFINITY;

  double from();

  /** When it is over; infinite when it never is. */
  default double until() {
    return from();
  }

  /** As a sentence without its end. */
  String words();

  /** Neither reports of workers nor orders to them get through. */
  record Unheard(double from, double until) implements Disturbance {
    @Override
    public String words() {
      return "no worker can be reached by the operator";
    }
  }

  /** Each report reaches the operator so much later than it was asked for. */
  record LateReports(double from, double until, double seconds) implements Disturbance {
    @Override
    public String words() {
      return "workers answer " + Phrases.time(seconds) + " late";
    }
  }

  /** In some pods what runs the tasks refuses each, until they are replaced. */
  record BrokenPods(double from, int pods) implements Disturbance {
    @Override
    public String words() {
      return "the handler of " + pods + " pods gives no answer any more";
    }
  }

  /** The node of some pods is gone, of busy ones if there are any. */
  record LostPods(double from, int pods) implements Disturbance {
    @Override
    public String words() {
      return "the nodes of " + pods + " pods are lost";
    }
  }

  /** No operator is there; then another one begins that knows nothing. */
  record OperatorAway(double from, double until) implements Disturbance {
    @Override
    public String words() {
      return "the operator is killed, and another one leads after " + Phrases.time(until - from);
    }
  }

  /** The doorbell's streams are open and bring nothing. */
  record DeafDoorbell(double from, double until) implements Disturbance {
    @Override
    public String words() {
      return "the doorbell is deaf";
    }
  }

  /** The doorbell can't be listened to. */
  record CutDoorbell(double from, double until) implements Disturbance {
    @Override
    public String words() {
      return "the doorbell is cut";
    }
  }

  /** Somebody else takes tasks from the doorbell, too. */
  record SharedDoorbell(double from, double until) implements Disturbance {
    @Override
    public String words() {
      return "another operator listens at the same doorbell";
    }
  }

  /** The doorbell is detached from its topic, once. */
  record DetachedDoorbell(double from) implements Disturbance {
    @Override
    public String words() {
      return "the doorbell is detached from its topic";
    }
  }

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
      return "the cluster has room for " + pods + " pods";
    }
  }

  /** The API server takes no write, and watches show nothing new. */
  record ApiAway(double from, double until) implements Disturbance {
    @Override
    public String words() {
      return "the API server is away";
    }
  }

  /** Every write to the API server is refused once, as by a conflict, at random. */
  record Conflicts(double from, double until) implements Disturbance {
    @Override
    public String words() {
      return "every second write to the API server is refused";
    }
  }

  /** Somebody else sets the replicas of the Deployment. */
  record OtherReplicas(double from, int replicas) implements Disturbance {
    @Override
    public String words() {
      return "somebody sets the Deployment's replicas to " + replicas;
    }
  }

  /** The Deployment loses the label by which it is watched, until it is written again. */
  record LostLabel(double from) implements Disturbance {
    @Override
    public String words() {
      return "the Deployment loses its label";
    }
  }

  /** Runs that begin take so many times as long. */
  record SlowTasks(double from, double until, double factor) implements Disturbance {
    @Override
    public String words() {
      return "tasks take " + Phrases.number(factor) + " times as long";
    }
  }

  /** All runs fail. */
  record AllFail(double from, double until) implements Disturbance {
    @Override
    public String words() {
      return "what the tasks depend on is down, so that all fail";
    }
  }

  /** The user pauses the pool. */
  record Paused(double from, double until) implements Disturbance {
    @Override
    public String words() {
      return "the pool is paused";
    }
  }
}
