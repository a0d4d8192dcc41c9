// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import dev.taskworkers.emulator.EmbeddedCloud;
import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.protocol.Rate;
import dev.taskworkers.runtime.Backoff;
import dev.taskworkers.worker.execution.TaskRunner;
import dev.taskworkers.worker.failure.DeadLetter;
import dev.taskworkers.worker.failure.FailurePolicy;
import dev.taskworkers.worker.failure.InFlight;
import dev.taskworkers.worker.loop.DuplicateRule;
import dev.taskworkers.worker.loop.GracePeriod;
import dev.taskworkers.worker.loop.IdleExit;
import dev.taskworkers.worker.loop.LoopDependencies;
import dev.taskworkers.worker.loop.LoopSettings;
import dev.taskworkers.worker.loop.RateLimits;
import dev.taskworkers.worker.loop.TaskLoop;
import dev.taskworkers.worlds.spec.Disturbance.AllFail;
import dev.taskworkers.worlds.spec.Disturbance.SlowTasks;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Starts the worker of a pod: its own loop, with the emulator's subscription and played tasks. */
final class WorkerProcesses {
  private static final Duration LONGEST_TASK = Duration.ofHours(24);
  private static final Backoff RETRY = new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(10));

  /** From SIGTERM to SIGKILL. */
  static final Duration GRACE = LONGEST_TASK.plusSeconds(30);

  private final World world;
  private final List<SlowTasks> slow;
  private final VirtualTime time;
  private final EmbeddedCloud cloud;
  private final TaskBook tasks;
  private final UnaryOperator<TaskRunner> runner;

  WorkerProcesses(
      World world,
      VirtualTime time,
      EmbeddedCloud cloud,
      TaskBook tasks,
      UnaryOperator<TaskRunner> runner) {
    this.world = world;
    this.slow = world.all(SlowTasks.class).toList();
    this.time = time;
    this.cloud = cloud;
    this.tasks = tasks;
    this.runner = runner;
  }

  PlayedPod.Worker start(String pod, int slots, long seed) {
    var process = new ProcessTime(time);
    var random = new Random(seed);
    var subscription =
        new BrokerSubscription(
            PoolSettings.SUBSCRIPTION,
            pod,
            cloud.broker(),
            cloud.faults(),
            tasks,
            process,
            time,
            seed + 1);
    var handler =
        new Handler(
            tasks, process, this::slowness, () -> world.isOn(AllFail.class, time.seconds()));
    var loop =
        new TaskLoop(
            settings(pod, slots),
            new LoopDependencies(
                subscription,
                handler::store,
                InFlight.NONE,
                runner.apply(handler),
                handler::readiness,
                process,
                process,
                random::nextDouble));
    loop.start();
    return new PlayedPod.Worker(process, subscription, handler, loop);
  }

  private double slowness() {
    var now = time.seconds();
    var factor = 1.0;
    for (var one : slow) {
      factor *= one.from() <= now && now < one.until() ? one.factor() : 1;
    }
    return factor;
  }

  private LoopSettings settings(String pod, int slots) {
    var rate = world.pool().rateLimit().map(text -> Rate.parse(text, "rateLimit"));
    return new LoopSettings(
        slots,
        world.pool().isStreamed() ? PullMode.STREAMING : PullMode.UNARY,
        Long.MAX_VALUE,
        LONGEST_TASK,
        LONGEST_TASK,
        new RateLimits(Optional.empty(), rate, world.pool().maxReplicas()),
        DuplicateRule.NONE,
        new FailurePolicy(PoolSettings.MAX_ATTEMPTS, RETRY, world.pool().deadLetters()),
        new GracePeriod(GRACE),
        LoopSettings.NO_MAX_TASKS,
        IdleExit.NEVER,
        new DeadLetter.Origin(PoolSettings.SUBSCRIPTION, pod, "acme/worker:1"));
  }
}
