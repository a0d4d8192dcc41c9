// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** A subscription and the pods that pull from it, moved forward event by event. */
public final class World {
  /** Google's default retry policy begins with this pause; it doubles up to ten minutes. */
  private static final double FIRST_BACKOFF_SECONDS = 10;

  private static final double LONGEST_BACKOFF_SECONDS = 600;

  /** A pull that finds nothing is answered after this time. */
  private static final double EMPTY_PULL_SECONDS = 5;

  private final Tasks tasks;
  private final DoubleSupplier tripSeconds;
  private final Fleet fleet;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final ArrayDeque<Integer> redelivered = new ArrayDeque<>();
  private final double[] startedAt;
  private final byte[] attempts;
  private int arrived;
  private int firstWaiting;
  private int inBackoff;
  private int onTheWay;
  private int busy;
  private long started;
  private long acknowledged;

  private sealed interface Happening {}

  private record Arrives(Pod pod, int task) implements Happening {}

  private record Ends(Pod pod, int task, double since) implements Happening {}

  private record Readies(Pod pod) implements Happening {}

  private record FirstPullEnds(Pod pod) implements Happening {}

  private record ComesAgain(int task) implements Happening {}

  private record Event(double at, Happening what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return Double.compare(at, other.at);
    }
  }

  /**
   * A world without pods.
   *
   * @param startSeconds how long the next pod takes to become ready
   * @param tripSeconds how long the next task takes to a pod that has pulled it
   * @param random which pods leave
   */
  public World(
      Tasks tasks,
      int slots,
      Removal removal,
      DoubleSupplier startSeconds,
      DoubleSupplier tripSeconds,
      Random random) {
    this.tasks = tasks;
    this.tripSeconds = tripSeconds;
    this.fleet = new Fleet(slots, removal, startSeconds, random);
    this.startedAt = new double[tasks.count()];
    this.attempts = new byte[tasks.count()];
    Arrays.fill(startedAt, Double.NaN);
  }

  /** Lets everything happen that happens up to {@code until}. */
  public void advanceTo(double until) {
    while (true) {
      var arrival = arrived < tasks.count() ? tasks.arrival(arrived) : Double.POSITIVE_INFINITY;
      var event = events.isEmpty() ? Double.POSITIVE_INFINITY : events.peek().at();
      if (Math.min(arrival, event) > until) {
        break;
      }
      if (arrival <= event) {
        arrived++;
        serve(arrival);
      } else {
        happen(events.remove());
      }
    }
    fleet.removeCordoned(until);
  }

  private void happen(Event event) {
    var at = event.at();
    if (event.what() instanceof Arrives arrives) {
      start(arrives.task(), arrives.pod(), at);
    } else if (event.what() instanceof Ends ends) {
      finish(ends, at);
    } else if (event.what() instanceof Readies readies) {
      fleet.ready(readies.pod(), at);
      events.add(new Event(at + EMPTY_PULL_SECONDS, new FirstPullEnds(readies.pod())));
    } else if (event.what() instanceof FirstPullEnds ends) {
      ends.pod().firstPullEnds(at);
    } else if (event.what() instanceof ComesAgain again) {
      inBackoff--;
      redelivered.addLast(again.task());
    }
    serve(at);
  }

  private void finish(Ends ends, double at) {
    busy--;
    if (tasks.fails(ends.task())) {
      fail(ends.pod(), ends.task(), at);
    } else {
      ends.pod().succeeded();
      acknowledged++;
    }
    fleet.finished(ends.pod(), ends.since(), at);
  }

  /** Given back to the subscription, until it is out of attempts and goes to the dead letters. */
  private void fail(Pod pod, int task, double at) {
    var tries = attempts[task];
    if (tries == Tasks.ATTEMPTS) {
      pod.givesUp();
    } else {
      inBackoff++;
      var pause = Math.min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * (1 << (tries - 1)));
      pod.retries(pause, at);
      events.add(new Event(at + pause, new ComesAgain(task)));
    }
  }

  private void serve(double at) {
    while (waiting() > 0) {
      var pod = fleet.nextFree();
      if (pod.isEmpty()) {
        return;
      }
      var task = redelivered.isEmpty() ? firstWaiting++ : redelivered.removeFirst();
      onTheWay++;
      fleet.sent(pod.get());
      events.add(new Event(at + tripSeconds.getAsDouble(), new Arrives(pod.get(), task)));
    }
  }

  private void start(int task, Pod pod, double at) {
    onTheWay--;
    started++;
    busy++;
    fleet.started(pod, at);
    if (attempts[task]++ == 0) {
      startedAt[task] = at;
      pod.waited(at - tasks.arrival(task));
    }
    events.add(new Event(at + tasks.seconds(task), new Ends(pod, task, at)));
  }

  /** So many pods are ready from the beginning. */
  public void begin(int pods) {
    fleet.begin(pods).forEach(pod -> events.add(new Event(0, new Readies(pod))));
  }

  /** Asks for so many pods; returns at once, they become ready or leave in their time. */
  public void scaleTo(int pods, double at) {
    for (var pod : fleet.scaleTo(pods, at)) {
      events.add(new Event(pod.readyAt, new Readies(pod)));
    }
    serve(at);
  }

  /** Tasks that could start if there were a slot. */
  public int waiting() {
    return arrived - firstWaiting + redelivered.size();
  }

  /** The truth of now; sensors show it late. */
  public Snapshot snapshot(double at) {
    return new Snapshot(at, started, busy, waiting() + onTheWay + busy + inBackoff, acknowledged);
  }

  /** The pods that have not ended. */
  public List<Pod> running() {
    return fleet.running();
  }

  public PodCounts pods() {
    return fleet.census();
  }

  /** How long the first task that waits has waited at {@code at}, seconds; 0 without one. */
  public double longestWait(double at) {
    return waiting() == 0
        ? 0
        : redelivered.isEmpty()
            ? at - tasks.arrival(firstWaiting)
            : at - tasks.arrival(redelivered.peekFirst());
  }

  /** Creation to ready of the newest pods, seconds. */
  public List<Double> timesToReady() {
    return fleet.timesToReady();
  }

  /** Tasks that have arrived; the first ones of all. */
  public int arrived() {
    return arrived;
  }

  /** How long each task waited for its first start; those that wait still, up to {@code end}. */
  public double[] waits(double end) {
    var waits = new double[tasks.count()];
    for (var task = 0; task < waits.length; task++) {
      var start = Double.isNaN(startedAt[task]) ? end : startedAt[task];
      waits[task] = start - tasks.arrival(task);
    }
    return waits;
  }

  public Cost cost(double end) {
    return fleet.cost(end);
  }
}
