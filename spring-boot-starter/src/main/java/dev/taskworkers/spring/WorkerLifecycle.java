// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.spring;

import dev.taskworkers.worker.TaskWorker;
import dev.taskworkers.worker.WorkerConfig;
import dev.taskworkers.worker.loop.SpotNotice;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the worker when every bean is there, keeps the process alive for it, and drains it before
 * any bean goes: that takes as long as its running tasks, within the worker's own grace period.
 */
public final class WorkerLifecycle implements SmartLifecycle {
  private final WorkerConfig config;
  private final SpotNotice notice;
  private volatile TaskWorker worker;

  private WorkerLifecycle(WorkerConfig config, SpotNotice notice) {
    this.config = config;
    this.notice = notice;
  }

  /** Of a worker with this handler and these environment variables. */
  static WorkerLifecycle of(Object handler, Map<String, String> variables) {
    return new WorkerLifecycle(
        WorkerConfig.embedded(variables, handler), SpotNotice.from(variables));
  }

  @Override
  public void start() {
    var started = TaskWorker.start(config);
    worker = started;
    var staying = new Thread(() -> awaitEnd(started), "task-worker");
    staying.setDaemon(false);
    staying.start();
  }

  /** The worker's own threads are daemons: a program without a web server would end at once. */
  private static void awaitEnd(TaskWorker worker) {
    try {
      worker.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() {
    var leaving = worker;
    if (leaving == null) {
      return;
    }
    try (leaving) {
      leaving.drain("the application ends", notice);
      leaving.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      worker = null;
    }
  }

  @Override
  public boolean isRunning() {
    return worker != null;
  }

  /** The worker while it runs. */
  public Optional<TaskWorker> worker() {
    return Optional.ofNullable(worker);
  }
}
