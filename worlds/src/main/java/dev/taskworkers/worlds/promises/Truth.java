// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import java.util.Arrays;
import java.util.function.ToIntFunction;

/** What was true in each second of a world, whether anybody saw it or not. */
public final class Truth {
  private static final Pods NO_PODS = new Pods(0, 0, 0, 0, 0);
  private static final Tasks NO_TASKS = new Tasks(0, 0, 0, 0, 0, 0, 0, 0, 0);

  private final Pods[] pods;
  private final int[] replicas;
  private final Tasks[] tasks;

  /**
   * Of the pods.
   *
   * @param all those that stop among them
   * @param ready those that are ready and stay
   * @param idle those of them that pull, have a slot, and have started nothing for a minute
   * @param unplacedFor for how long one that stays has had no node, seconds; 0 without one
   * @param brokenFor for how long the handler of one that stays has given no answer, seconds
   * @param unheardFor for how long the operator has not been able to reach one that is ready and
   *     stays, seconds
   * @param lyingFor for how long one that it can reach has told what can't be true, seconds
   */
  public record Pods(
      int all,
      int ready,
      int idle,
      double unplacedFor,
      double brokenFor,
      double unheardFor,
      double lyingFor) {
    /** Pods that can be reached and tell what is so. */
    public Pods(int all, int ready, int idle, double unplacedFor, double brokenFor) {
      this(all, ready, idle, unplacedFor, brokenFor, 0, 0);
    }
  }

  /**
   * Of the tasks.
   *
   * @param waiting those that could run if there were a slot
   * @param open those that are not acknowledged
   * @param longestWait for how long one has been able to run, seconds
   * @param failed runs of which a handler has said so far that they failed
   * @param ended those, and runs that have succeeded
   * @param brokenOff runs that a handler which has crashed has left; a worker may call them failed
   * @param begun runs that have begun so far, whatever has become of them
   * @param runs those that go on: two of a task that was delivered twice
   */
  public record Tasks(
      int waiting,
      int running,
      int open,
      double longestWait,
      int failed,
      int ended,
      int brokenOff,
      int begun,
      int runs) {
    /** Tasks that run once at a time. */
    public Tasks(
        int waiting,
        int running,
        int open,
        double longestWait,
        int failed,
        int ended,
        int brokenOff,
        int begun) {
      this(waiting, running, open, longestWait, failed, ended, brokenOff, begun, running);
    }
  }

  Truth(int seconds) {
    pods = new Pods[seconds];
    Arrays.fill(pods, NO_PODS);
    replicas = new int[seconds];
    tasks = new Tasks[seconds];
    Arrays.fill(tasks, NO_TASKS);
  }

  /**
   * Notes a second.
   *
   * @param asked replicas of the Deployment
   */
  void note(int second, Pods ofPods, int asked, Tasks ofTasks) {
    pods[second] = ofPods;
    replicas[second] = asked;
    tasks[second] = ofTasks;
  }

  public int seconds() {
    return pods.length;
  }

  /** Pods that are there. */
  public int pods(int second) {
    return pods[second].all();
  }

  /** Pods that are ready and stay. */
  public int ready(int second) {
    return pods[second].ready();
  }

  /** Ready pods that pull and have a slot, and have started nothing for a minute. */
  public int idle(int second) {
    return pods[second].idle();
  }

  /** For how long a pod has had no node, whole seconds. */
  public int unplacedFor(int second) {
    return (int) pods[second].unplacedFor();
  }

  /** How long ago the handler of a pod that is there first gave no answer, whole seconds. */
  public int brokenFor(int second) {
    return (int) pods[second].brokenFor();
  }

  /** For how long the operator has not been able to reach a pod that is ready, whole seconds. */
  public int unheardFor(int second) {
    return (int) pods[second].unheardFor();
  }

  /** For how long a pod that it can reach has told what can't be true, whole seconds. */
  public int lyingFor(int second) {
    return (int) pods[second].lyingFor();
  }

  /** Replicas of the Deployment. */
  public int replicas(int second) {
    return replicas[second];
  }

  /** Tasks that could run if there were a slot. */
  public int waiting(int second) {
    return tasks[second].waiting();
  }

  /** Tasks that run. */
  public int running(int second) {
    return tasks[second].running();
  }

  /** Tasks that are not acknowledged. */
  public int open(int second) {
    return tasks[second].open();
  }

  /** Slots that tasks which are not acknowledged could have, or that runs of them do. */
  public int slots(int second) {
    return Math.max(open(second), waiting(second) + tasks[second].runs());
  }

  /** For how long a task has been able to run that does not, whole seconds. */
  public int longestWait(int second) {
    return (int) tasks[second].longestWait();
  }

  /** When the number of those that could run has last grown, by {@code second}. */
  public int lastCame(int second) {
    var at = second;
    while (at > 0 && waiting(at) <= waiting(at - 1)) {
      at--;
    }
    return at;
  }

  /** Runs that have ended in [from, until], as their handlers say. */
  public int ended(int from, int until) {
    return since(Tasks::ended, from, until);
  }

  /** Runs that have begun in [from, until]. */
  public int begun(int from, int until) {
    return since(Tasks::begun, from, until);
  }

  /** Runs that have failed in [from, until]. */
  public int failed(int from, int until) {
    return since(Tasks::failed, from, until);
  }

  private int since(ToIntFunction<Tasks> count, int from, int until) {
    return count.applyAsInt(tasks[until]) - count.applyAsInt(tasks[Math.max(0, from)]);
  }

  /** Whether more than such a share of the runs in [from, until] may be called failed. */
  public boolean mayHaveFailed(double share, int from, int until) {
    var left = since(Tasks::brokenOff, from, until);
    return failed(from, until) + left > share * (ended(from, until) + left);
  }

  /** Pods that could give each task a slot, of those that run or could. */
  public int useful(int second, int slots) {
    return (waiting(second) + running(second) + slots - 1) / slots;
  }

  /** Changes with each number of a second that anything but a promise's own view goes by. */
  void digest(int second, Digest digest) {
    digest
        .add(pods(second))
        .add(ready(second))
        .add(replicas(second))
        .add(waiting(second))
        .add(running(second))
        .add(open(second))
        .add(longestWait(second));
  }
}
