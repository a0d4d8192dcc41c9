package dev.taskworkers.simulation.scenarios.world;

import java.util.ArrayList;
import java.util.List;

/** What one worker has counted since it started. */
public final class Tally {
  private long started;
  private long acknowledged;
  private long givenBack;
  private double endedSeconds;
  private double waitSeconds;
  private long waited;
  private final List<Double> dues = new ArrayList<>();

  /** As if it had long been at work: tasks of {@code seconds} each, a share of them given back. */
  void past(double runs, double share, double seconds) {
    started += Math.round(runs);
    givenBack += Math.round(runs * share);
    acknowledged += Math.round(runs) - Math.round(runs * share);
    endedSeconds += Math.round(runs) * seconds;
    waited += Math.round(runs * (1 - share));
  }

  void started(Task task, double now) {
    started++;
    if (task.isFirstRun()) {
      waited++;
      waitSeconds += now - task.publishedAt();
    }
  }

  void acknowledged(double seconds) {
    acknowledged++;
    endedSeconds += seconds;
  }

  void givenBack(double seconds, double dueAt) {
    givenBack++;
    endedSeconds += seconds;
    dues.add(dueAt);
  }

  public long started() {
    return started;
  }

  public long acknowledged() {
    return acknowledged;
  }

  /** Runs that failed, all of them to be tried again. */
  public long givenBack() {
    return givenBack;
  }

  /** Runs that have ended. */
  public long ended() {
    return acknowledged + givenBack;
  }

  /** How long those runs took, summed. */
  public double endedSeconds() {
    return endedSeconds;
  }

  /** From publishing to first start, summed. */
  public double waitSeconds() {
    return waitSeconds;
  }

  /** First runs in that sum. */
  public long waited() {
    return waited;
  }

  /** When the tasks that it gave back come again, those that have not come yet. */
  public List<Double> dues(double now) {
    dues.removeIf(due -> due <= now);
    return List.copyOf(dues);
  }
}
