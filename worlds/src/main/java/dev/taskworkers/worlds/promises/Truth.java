// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import java.util.Arrays;

/** What was true in each second of a world, whether anybody saw it or not. */
public final class Truth {
  private final int[] pods;
  private final int[] ready;
  private final int[] idle;
  private final int[] unplacedFor;
  private final int[] brokenFor;
  private final int[] unheardFor;
  private final int[] lyingFor;
  private final int[] replicas;
  private final int[] waiting;
  private final int[] running;
  private final int[] open;
  private final int[] longestWait;
  private final int[] failed;
  private final int[] ended;
  private final int[] brokenOff;
  private final int[] begun;

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
   */
  public record Tasks(
      int waiting,
      int running,
      int open,
      double longestWait,
      int failed,
      int ended,
      int brokenOff,
      int begun) {}

  public Truth(int seconds) {
    pods = new int[seconds];
    ready = new int[seconds];
    idle = new int[seconds];
    unplacedFor = new int[seconds];
    brokenFor = new int[seconds];
    unheardFor = new int[seconds];
    lyingFor = new int[seconds];
    replicas = new int[seconds];
    waiting = new int[seconds];
    running = new int[seconds];
    open = new int[seconds];
    longestWait = new int[seconds];
    failed = new int[seconds];
    ended = new int[seconds];
    brokenOff = new int[seconds];
    begun = new int[seconds];
  }

  /**
   * Notes a second.
   *
   * @param asked replicas of the Deployment
   */
  public void note(int second, Pods ofPods, int asked, Tasks ofTasks) {
    pods[second] = ofPods.all();
    ready[second] = ofPods.ready();
    idle[second] = ofPods.idle();
    unplacedFor[second] = (int) ofPods.unplacedFor();
    brokenFor[second] = (int) ofPods.brokenFor();
    unheardFor[second] = (int) ofPods.unheardFor();
    lyingFor[second] = (int) ofPods.lyingFor();
    replicas[second] = asked;
    waiting[second] = ofTasks.waiting();
    running[second] = ofTasks.running();
    open[second] = ofTasks.open();
    longestWait[second] = (int) ofTasks.longestWait();
    failed[second] = ofTasks.failed();
    ended[second] = ofTasks.ended();
    brokenOff[second] = ofTasks.brokenOff();
    begun[second] = ofTasks.begun();
  }

  public int seconds() {
    return pods.length;
  }

  /** Pods that are there. */
  public int pods(int second) {
    return pods[second];
  }

  /** Pods that are ready and stay. */
  public int ready(int second) {
    return ready[second];
  }

  /** Ready pods that pull and have a slot, and have started nothing for a minute. */
  public int idle(int second) {
    return idle[second];
  }

  /** For how long a pod has had no node, whole seconds. */
  public int unplacedFor(int second) {
    return unplacedFor[second];
  }

  /** How long ago the handler of a pod that is there first gave no answer, whole seconds. */
  public int brokenFor(int second) {
    return brokenFor[second];
  }

  /** For how long the operator has not been able to reach a pod that is ready, whole seconds. */
  public int unheardFor(int second) {
    return unheardFor[second];
  }

  /** For how long a pod that it can reach has told what can't be true, whole seconds. */
  public int lyingFor(int second) {
    return lyingFor[second];
  }

  /** Replicas of the Deployment. */
  public int replicas(int second) {
    return replicas[second];
  }

  /** Tasks that could run if there were a slot. */
  public int waiting(int second) {
    return waiting[second];
  }

  /** Tasks that run. */
  public int running(int second) {
    return running[second];
  }

  /** Tasks that are not acknowledged. */
  public int open(int second) {
    return open[second];
  }

  /** For how long a task has been able to run that does not, whole seconds. */
  public int longestWait(int second) {
    return longestWait[second];
  }

  /** Runs that have ended in [from, until], as their handlers say. */
  public int ended(int from, int until) {
    return ended[until] - ended[Math.max(0, from)];
  }

  /** Runs that have begun in [from, until]. */
  public int begun(int from, int until) {
    return begun[until] - begun[Math.max(0, from)];
  }

  /** Runs that have failed in [from, until]. */
  public int failed(int from, int until) {
    return failed[until] - failed[Math.max(0, from)];
  }

  /** Whether more than such a share of the runs in [from, until] may be called failed. */
  public boolean mayHaveFailed(double share, int from, int until) {
    var left = brokenOff[until] - brokenOff[Math.max(0, from)];
    return failed(from, until) + left > share * (ended(from, until) + left);
  }

  /** Pods that could give each task a slot, of those that run or could. */
  public int useful(int second, int slots) {
    return (waiting[second] + running[second] + slots - 1) / slots;
  }

  /** Changes with each number that anything but a promise's own view of it goes by. */
  int digest() {
    return Arrays.deepHashCode(
        new int[][] {pods, ready, replicas, waiting, running, open, longestWait});
  }
}
