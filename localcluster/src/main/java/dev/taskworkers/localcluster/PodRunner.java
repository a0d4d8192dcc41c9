// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One pod from its creation to its end: starts, probes, restarts and stops its containers. */
final class PodRunner {
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

  /** A pod that is not ready after this time makes room for the next one to start. */
  private static final Duration TURN = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final Pod pod;
  private final String address;
  private final ClusterOptions options;
  private final Clock clock;
  private final List<ClusterObserver> observers;
  private final List<ContainerRunner> containers = new ArrayList<>();
  private final Instant createdAt;
  private final PodStatusWriter status;
  private final DownwardVolumes volumes;
  private Optional<Instant> killAt = Optional.empty();
  private Optional<Instant> startedAt = Optional.empty();
  private boolean wasReady;
  private boolean gone;

  PodRunner(
      KubernetesClient client,
      Pod pod,
      String address,
      ClusterOptions options,
      Clock clock,
      List<ClusterObserver> observers) {
    this.client = client;
    this.pod = pod;
    this.address = address;
    this.options = options;
    this.clock = clock;
    this.observers = observers;
    this.createdAt = clock.instant();
    this.status = new PodStatusWriter(client, pod, address);
    this.volumes = new DownwardVolumes(pod, options.logs());
  }

  String name() {
    return pod.getMetadata().getName();
  }

  boolean isGone() {
    return gone;
  }

  /** Whether its processes run, are not ready, and have not taken too long for it yet. */
  boolean isStarting() {
    return !wasReady
        && killAt.isEmpty()
        && startedAt.filter(at -> at.plus(TURN).isAfter(clock.instant())).isPresent();
  }

  /**
   * One turn.
   *
   * @param seen the pod as the API server shows it
   * @param mayStart whether there is room for one more that starts
   */
  void tick(Pod seen, boolean mayStart) {
    var now = clock.instant();
    if (gone) {
      return;
    }
    if (Pods.isDeleted(seen)) {
      stop(now);
    } else if (startedAt.isEmpty()) {
      if (mayStart && !createdAt.plus(options.podStart()).isAfter(now)) {
        start(seen, now);
      }
    } else {
      volumes.write(seen);
      containers.forEach(container -> container.tick(now));
      report(now);
    }
  }

  private void start(Pod seen, Instant now) {
    volumes.write(seen);
    startedAt = Optional.of(now);
    status.scheduled(now);
    for (Container container : pod.getSpec().getContainers()) {
      containers.add(
          ContainerRunner.start(pod, container, address, volumes.of(container), options, now));
    }
  }

  private void report(Instant now) {
    var ready = containers.stream().allMatch(ContainerRunner::isReady);
    status.ready(ready, containers, now);
    if (ready && !wasReady) {
      wasReady = true;
      observers.forEach(observer -> observer.podReady(name(), now));
    }
  }

  private void stop(Instant now) {
    if (killAt.isEmpty()) {
      observers.forEach(observer -> observer.podStopping(name(), now));
      var grace = pod.getSpec().getTerminationGracePeriodSeconds();
      killAt = Optional.of(now.plus(grace == null ? DEFAULT_GRACE : Duration.ofSeconds(grace)));
      containers.forEach(ContainerRunner::terminate);
    }
    if (!killAt.get().isAfter(now)) {
      kill();
    }
    if (containers.stream().noneMatch(ContainerRunner::isAlive)) {
      gone = true;
      kill();
      volumes.delete();
      observers.forEach(observer -> observer.podGone(name(), now));
      client
          .pods()
          .inNamespace(pod.getMetadata().getNamespace())
          .withName(name())
          .edit(Pods::withoutFinalizer);
    }
  }

  /** SIGKILL; unless the pod is being stopped, its containers start again. */
  void kill() {
    containers.forEach(ContainerRunner::kill);
  }

  /** Waits for the end of processes that were killed, and leaves nothing behind. */
  void awaitEnd() {
    containers.forEach(ContainerRunner::awaitEnd);
    volumes.delete();
  }
}
