// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.spring;

import dev.taskworkers.protocol.WorkerReport;
import dev.taskworkers.worker.TaskWorker;
import dev.taskworkers.worker.WorkerConfig;
import dev.taskworkers.worker.process.SpotNotice;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Starts the worker when every bean is there, keeps the process alive for it, and drains it before
 * any bean goes: that takes as long as its running tasks, within the worker's own grace period. An
 * application whose worker has ended by itself ends, too.
 */
public final class WorkerLifecycle
    implements SmartLifecycle, ApplicationListener<ContextClosedEvent>, Ordered {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLifecycle.class);

  private final WorkerConfig config;
  private final SpotNotice notice;
  private final ApplicationContext application;
  private volatile Run run;

  /** Of a worker that has ended; the application's registry may tell of it later. */
  private volatile Optional<WorkerReport> lastReport = Optional.empty();

  /** From a start to its stop: an application that goes on has another one then. */
  private static final class Run {
    private final TaskWorker worker;
    private volatile boolean stopping;

    Run(TaskWorker worker) {
      this.worker = worker;
    }
  }

  private WorkerLifecycle(WorkerConfig config, SpotNotice notice, ApplicationContext application) {
    this.config = config;
    this.notice = notice;
    this.application = application;
  }

  /** Of a worker with this handler and these environment variables, a part of an application. */
  static WorkerLifecycle of(
      Object handler, Map<String, String> variables, ApplicationContext application) {
    return new WorkerLifecycle(
        WorkerConfig.embedded(variables, handler), SpotNotice.from(variables), application);
  }

  @Override
  public void start() {
    var started = new Run(TaskWorker.start(config));
    run = started;
    lastReport = Optional.empty();
    var staying = new Thread(() -> awaitEnd(started), "task-worker");
    staying.setDaemon(false);
    staying.start();
  }

  /** The worker's own threads are daemons: a program without a web server would end at once. */
  private void awaitEnd(Run started) {
    try {
      started.worker.await();
      endApplication(started, 0);
    } catch (TaskWorker.BrokenException e) {
      LOG.error("{}", e.getMessage(), e.getCause());
      endApplication(started, 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * As a worker's own process: Kubernetes starts its container again. A code that the application
   * names comes first; Spring tells its listeners of the one that it is given here.
   */
  private void endApplication(Run ended, int code) {
    if (!ended.stopping) {
      System.exit(SpringApplication.exit(application, () -> namesCode() ? 0 : code));
    }
  }

  private boolean namesCode() {
    return application.getBeansOfType(ExitCodeGenerator.class).values().stream()
        .anyMatch(bean -> bean.getExitCode() != 0);
  }

  /**
   * Before Spring's schedulers and strict executors hear of the end: they take nothing more from
   * then on, and running tasks may need them.
   */
  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    // A parent hears of the ends of its children, too.
    if (event.getApplicationContext() == application) {
      stop();
    }
  }

  @Override
  public boolean supportsAsyncExecution() {
    return false;
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public void stop() {
    var ending = run;
    if (ending == null) {
      return;
    }
    ending.stopping = true;
    try (var leaving = ending.worker) {
      leaving.drain("the application ends", notice);
      try {
        leaving.await();
      } finally {
        keepReport(leaving);
      }
    } catch (TaskWorker.BrokenException e) {
      LOG.debug("The worker has told already why it broke", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      run = null;
    }
  }

  private void keepReport(TaskWorker ended) {
    try {
      lastReport = Optional.of(ended.report());
    } catch (IllegalStateException stuck) {
      LOG.debug("The worker doesn't tell what it did last", stuck);
    }
  }

  @Override
  public boolean isRunning() {
    return run != null;
  }

  /** The worker while it runs. */
  public Optional<TaskWorker> worker() {
    return Optional.ofNullable(run).map(current -> current.worker);
  }

  /** What the last worker had done in the end, until another one starts. */
  Optional<WorkerReport> lastReport() {
    return lastReport;
  }
}
