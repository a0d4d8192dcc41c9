// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.promises;

import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.Reason;

/**
 * One look of the operator at its pool, beside what was true then.
 *
 * @param from pods that were asked for before
 * @param to pods that are asked for now
 * @param replicas of the Deployment afterwards, with those that still have to finish
 * @param told whether an event was written
 * @param reckonedWaiting tasks that the operator takes to wait
 * @param reckonedRunning tasks that it takes to run
 */
public record Look(
    double at,
    int from,
    int to,
    int replicas,
    boolean told,
    Reason reason,
    String message,
    double reckonedWaiting,
    double reckonedRunning,
    int waiting,
    int running) {

  void digest(Digest digest) {
    digest
        .add(at)
        .add(from)
        .add(to)
        .add(replicas)
        .add(told ? 1 : 0)
        .add(reason.word())
        .add(message)
        .add(reckonedWaiting)
        .add(reckonedRunning);
  }

  public static Look of(
      double at, Decision decision, int replicas, boolean told, int waiting, int running) {
    return new Look(
        at,
        decision.from(),
        decision.replicas(),
        replicas,
        told,
        decision.reason(),
        decision.message(),
        decision.estimate().waiting(),
        decision.estimate().inFlight(),
        waiting,
        running);
  }
}
