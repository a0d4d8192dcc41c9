package dev.taskworkers.spring;

import dev.taskworkers.worker.TaskWorker;
import dev.taskworkers.worker.WorkerConfig;
import java.util.Optional;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the worker when every bean is there, keeps the process alive for it, and drains it before
 * any bean goes: that takes as long as its running tasks, within the worker's own grace period.
 */
public final class WorkerLifecycle implements SmartLifecycle {
  private final WorkerConfig config;
  private volatile TaskWorker worker;

  WorkerLifecycle(WorkerConfig config) {
    this.config = config;
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
      leaving.drain("the application ends");
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
