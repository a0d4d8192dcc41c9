// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import dev.taskworkers.operator.pool.pods.PoolPods.Readiness;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import dev.taskworkers.protocol.PodIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Pods, for tests: ready and without marks, and what is said besides. */
public record PodBuilder(
    String name,
    Instant createdAt,
    Readiness readiness,
    boolean begun,
    Marks marks,
    Optional<Instant> unschedulableSince,
    Optional<String> stuck) {

  private PodBuilder(
      String name, Instant createdAt, Readiness readiness, boolean begun, Marks marks) {
    this(name, createdAt, readiness, begun, marks, Optional.empty(), Optional.empty());
  }

  public static PodBuilder ready(String name, Instant createdAt) {
    return new PodBuilder(name, createdAt, new Readiness(true, createdAt, true), true, Marks.NONE);
  }

  /** Was ready, and has not been so since {@code since}. */
  public PodBuilder lostSince(Instant since) {
    return new PodBuilder(name, createdAt, new Readiness(false, since, true), begun, marks);
  }

  /** Its containers run, and it has not been ready yet. */
  public PodBuilder starting() {
    return new PodBuilder(name, createdAt, new Readiness(false, createdAt, false), true, marks);
  }

  /** None of its containers runs yet. */
  public PodBuilder notBegun() {
    return new PodBuilder(name, createdAt, new Readiness(false, createdAt, false), false, marks);
  }

  /** No node has had room for it since {@code since}. */
  public PodBuilder unschedulable(Instant since, String why) {
    var pod = notBegun();
    return new PodBuilder(
        name, createdAt, pod.readiness, false, marks, Optional.of(since), Optional.of(why));
  }

  /** One of its containers can't start. */
  public PodBuilder stuck(String why) {
    return new PodBuilder(
        name, createdAt, readiness, begun, marks, unschedulableSince, Optional.of(why));
  }

  public PodBuilder readyAfter(Duration time) {
    return new PodBuilder(
        name, createdAt, new Readiness(true, createdAt.plus(time), true), true, marks);
  }

  public PodBuilder bearing(Map<String, String> annotations) {
    return new PodBuilder(name, createdAt, readiness, begun, Marks.of(annotations));
  }

  /** Bears our mark of those that leave. */
  public PodBuilder leaving() {
    return bearing(Map.of(Marks.DELETION_COST, Marks.CHEAP));
  }

  public WorkerPod build() {
    return new WorkerPod(
        new PodIdentity("n", name, name),
        "127.0.0.1",
        createdAt,
        readiness,
        begun,
        false,
        unschedulableSince,
        stuck,
        marks,
        Optional.of(readiness)
            .filter(Readiness::ready)
            .map(ready -> Duration.between(createdAt, ready.since())),
        Placement.NONE);
  }
}
