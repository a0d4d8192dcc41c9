// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

/** Tasks with a fate of their own, for tests. */
public final class SomeTasks {
  private SomeTasks() {}

  /** One that has become a dead letter after so many failures of its handler. */
  public static PlayedTask deadLetter(int failures) {
    return deadLetter(failures, 0);
  }

  /** One that its handler hung up on so many times, too. */
  public static PlayedTask deadLetter(int failures, int brokenOff) {
    var task = new PlayedTask("load", 10, 5, 0, failures);
    for (var run = 0; run < failures; run++) {
      task.begin(20);
      task.fail();
      task.stop();
    }
    for (var run = 0; run < brokenOff; run++) {
      task.begin(20);
      task.breakOff();
      task.stop();
    }
    task.becomeDeadLetter();
    task.acknowledge(60);
    return task;
  }

  /** One that is acknowledged. */
  public static PlayedTask done(boolean succeeded) {
    var task = new PlayedTask("load", 10, 5, 0, 0);
    task.begin(20);
    task.stop();
    if (succeeded) {
      task.succeed();
    }
    task.acknowledge(60);
    return task;
  }

  /** One that runs. */
  public static PlayedTask started(double publishedAt, double startedAt) {
    var task = new PlayedTask("load", publishedAt, 5, 0, 0);
    task.begin(startedAt);
    return task;
  }

  /** One that waits. */
  public static PlayedTask waiting() {
    return waiting(10);
  }

  /** One that waits since then. */
  public static PlayedTask waiting(double publishedAt) {
    return new PlayedTask("load", publishedAt, 5, 0, 0);
  }
}
