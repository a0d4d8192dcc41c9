// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.localcluster;

import dev.taskworkers.runtime.GrowingPause;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One container as a process: restarted when it ends, probed while it runs. */
final class ContainerRunner {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerRunner.class);

  /** As a kubelet does: at once, then after 10 s, 20 s, … up to 5 min. */
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);

  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

  private final String pod;
  private final Container container;
  private final ProcessBuilder command;
  private final Optional<HttpProbe> readiness;
  private final Optional<HttpProbe> liveness;
  private final Optional<HttpProbe> preStop;
  private Optional<Process> process = Optional.empty();
  private Instant startAt;
  private final GrowingPause backoff = new GrowingPause(FIRST_BACKOFF, LONGEST_BACKOFF);
  private int restarts = -1;
  private boolean stopping;

  /** What the process had started when it was told to stop; it may leave some of it behind. */
  private volatile List<ProcessHandle> children = List.of();

  private ContainerRunner(
      Pod pod, Container container, String address, ProcessBuilder command, Instant now) {
    this.pod = pod.getMetadata().getName();
    this.container = container;
    this.command = command;
    this.readiness = HttpProbe.readiness(container.getReadinessProbe(), address);
    this.liveness = HttpProbe.liveness(container.getLivenessProbe(), address);
    this.preStop = HttpProbe.preStop(container.getLifecycle(), address);
    this.startAt = now;
  }

  static ContainerRunner start(
      Pod pod,
      Container container,
      String address,
      Map<String, String> folders,
      ClusterOptions options,
      Instant now) {
    var command = ContainerCommand.of(pod, container, address, folders, options);
    var runner = new ContainerRunner(pod, container, address, command, now);
    runner.tick(now);
    return runner;
  }

  void tick(Instant now) {
    if (isAlive()) {
      readiness.ifPresent(HttpProbe::tick);
      liveness.ifPresent(HttpProbe::tick);
      if (liveness.filter(HttpProbe::hasFailed).isPresent()) {
        LOG.warn(
            "container {} of {} fails its liveness probe, so the cluster kills it", name(), pod);
        kill();
      }
      return;
    }
    if (process.isPresent()) {
      LOG.debug("container {} of {} ended with {}", name(), pod, process.get().exitValue());
      process = Optional.empty();
      startAt = now.plus(backoff.present());
      backoff.longer();
      readiness.ifPresent(HttpProbe::reset);
      liveness.ifPresent(HttpProbe::reset);
    }
    if (!stopping && !startAt.isAfter(now)) {
      launch();
    }
  }

  private void launch() {
    try {
      process = Optional.of(command.start());
      restarts++;
    } catch (IOException e) {
      LOG.warn("the cluster can't start container {} of {}: {}", name(), pod, e.getMessage());
      startAt = startAt.plus(LONGEST_BACKOFF);
    }
  }

  /** Runs the preStop hook, if there is one, then sends SIGTERM. */
  void terminate() {
    stopping = true;
    process.ifPresent(
        running ->
            preStop
                .map(HttpProbe::request)
                .orElseGet(() -> CompletableFuture.completedFuture(true))
                .whenComplete(
                    (answered, problem) -> {
                      children = running.descendants().toList();
                      running.destroy();
                    }));
  }

  /** SIGKILL to the process and all that it has started, even if it has ended itself. */
  void kill() {
    children.forEach(ProcessHandle::destroyForcibly);
    process.ifPresent(
        running -> {
          running.descendants().forEach(ProcessHandle::destroyForcibly);
          running.destroyForcibly();
        });
  }

  /** Waits for the end of a process that was killed. */
  void awaitEnd() {
    process.ifPresent(running -> running.onExit().orTimeout(5, TimeUnit.SECONDS).join());
  }

  boolean isAlive() {
    return process.filter(Process::isAlive).isPresent();
  }

  boolean isReady() {
    return isAlive() && readiness.map(HttpProbe::hasSucceeded).orElse(true);
  }

  String name() {
    return container.getName();
  }

  int restarts() {
    return Math.max(0, restarts);
  }
}
