// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import dev.taskworkers.protocol.HttpFormat;
import dev.taskworkers.runtime.Timer;
import dev.taskworkers.worker.handlers.BatchHandler;
import dev.taskworkers.worker.handlers.BatchLimits;
import dev.taskworkers.worker.handlers.HandlerClass;
import dev.taskworkers.worker.handlers.HandlerInstance;
import dev.taskworkers.worker.handlers.PreparedHandler;
import dev.taskworkers.worker.handlers.StatusRules;
import dev.taskworkers.worker.handlers.exec.ExecHandler;
import dev.taskworkers.worker.handlers.http.HttpBatchHandler;
import dev.taskworkers.worker.handlers.http.HttpHandler;
import dev.taskworkers.worker.handlers.http.TaskServer;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executor;

/** Which handler a worker runs. */
public sealed interface HandlerSpec {
  /**
   * Makes the handler, and loads nothing of the other kinds.
   *
   * @param subscription in full, for handlers that tell where a task came from
   * @param threads for the output of processes
   * @throws dev.taskworkers.runtime.UsageException when the handler can't be made
   */
  PreparedHandler prepare(String subscription, Timer timer, Executor threads);

  /** Whether tasks run outside of this process, and so take longer than fast sockets could save. */
  boolean runsElsewhere();

  /** A process for each task. */
  record Exec(List<String> command) implements HandlerSpec {
    public Exec {
      command = List.copyOf(command);
    }

    @Override
    public PreparedHandler prepare(String subscription, Timer timer, Executor threads) {
      return ExecHandler.of(command, timer, threads);
    }

    @Override
    public boolean runsElsewhere() {
      return true;
    }
  }

  /** A request for each task, or for each batch. */
  record Http(URI url, HttpFormat format, StatusRules statuses, BatchLimits batch)
      implements HandlerSpec {
    @Override
    public PreparedHandler prepare(String subscription, Timer timer, Executor threads) {
      var server = new TaskServer(url, timer);
      if (batch.size() == 0) {
        return new HttpHandler(server, format, statuses, subscription);
      }
      var batches = new HttpBatchHandler(server, format, statuses, subscription);
      return new BatchHandler(batches, batch, server::notReady);
    }

    @Override
    public boolean runsElsewhere() {
      return true;
    }
  }

  /** A class of this process. */
  record Java(String className, BatchLimits batch) implements HandlerSpec {
    @Override
    public PreparedHandler prepare(String subscription, Timer timer, Executor threads) {
      return HandlerClass.prepare(className, batch);
    }

    @Override
    public boolean runsElsewhere() {
      return false;
    }
  }

  /**
   * A handler of the application that the worker is a part of, which also closes it.
   *
   * @param handler a {@code TaskHandler}, or with a batch size a {@code BatchTaskHandler}
   */
  record Instance(Object handler, BatchLimits batch) implements HandlerSpec {
    @Override
    public PreparedHandler prepare(String subscription, Timer timer, Executor threads) {
      return HandlerInstance.prepare(handler, batch);
    }

    @Override
    public boolean runsElsewhere() {
      return false;
    }
  }
}
