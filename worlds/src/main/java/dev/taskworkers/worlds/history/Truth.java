package dev.taskworkers.worlds.history;

import java.util.Arrays;

/** What was true in each second of a world, whether anybody saw it or not. */
public final class Truth {
  private final int[] pods;
  private final int[] ready;
  private final int[] replicas;
  private final int[] waiting;
  private final int[] running;
  private final int[] open;
  private final int[] longestWait;

  public Truth(int seconds) {
    pods = new int[seconds];
    ready = new int[seconds];
    replicas = new int[seconds];
    waiting = new int[seconds];
    running = new int[seconds];
    open = new int[seconds];
    longestWait = new int[seconds];
  }

  /**
   * Notes a second.
   *
   * @param all pods, those that stop among them
   * @param readyPods those that are ready and stay
   * @param asked replicas of the Deployment
   * @param runnable tasks that could run if there were a slot
   * @param unfinished tasks that are not acknowledged
   * @param wait for how long one has been able to run, seconds
   */
  public void note(
      int second,
      int all,
      int readyPods,
      int asked,
      int runnable,
      int atWork,
      int unfinished,
      double wait) {
    pods[second] = all;
    ready[second] = readyPods;
    replicas[second] = asked;
    waiting[second] = runnable;
    running[second] = atWork;
    open[second] = unfinished;
    longestWait[second] = (int) wait;
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

  /** Pods that could give each task a slot, of those that run or could. */
  public int useful(int second, int slots) {
    return (waiting[second] + running[second] + slots - 1) / slots;
  }

  /** Changes with each of its numbers. */
  int digest() {
    return Arrays.deepHashCode(
        new int[][] {pods, ready, replicas, waiting, running, open, longestWait});
  }
}
