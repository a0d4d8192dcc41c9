package dev.taskworkers.worker.handlers;

import dev.taskworkers.worker.handlers.exec.ExecHandler;
import dev.taskworkers.worker.handlers.http.HttpBatchHandler;
import dev.taskworkers.worker.handlers.http.HttpHandler;
import dev.taskworkers.worker.handlers.http.TaskServer;
import dev.taskworkers.worker.handlers.java.HandlerClass;
import dev.taskworkers.worker.time.Timer;
import java.util.concurrent.Executor;

/** Makes the handler that a specification asks for, and loads nothing of the other kinds. */
public final class Handlers {
  private Handlers() {}

  /**
   * @param subscription in full, for handlers that tell where a task came from
   * @param threads for the output of processes
   * @throws dev.taskworkers.runtime.UsageException when the handler can't be made
   */
  public static PreparedHandler prepare(
      HandlerSpec spec, String subscription, Timer timer, Executor threads) {
    if (spec instanceof HandlerSpec.Exec exec) {
      return ExecHandler.of(exec.command(), timer, threads);
    }
    if (spec instanceof HandlerSpec.Http http) {
      return http(http, subscription);
    }
    return HandlerClass.prepare((HandlerSpec.Java) spec);
  }

  private static PreparedHandler http(HandlerSpec.Http spec, String subscription) {
    var server = new TaskServer(spec.url());
    if (spec.batch().size() == 0) {
      return new HttpHandler(server, spec.format(), spec.statuses(), subscription);
    }
    var batches = new HttpBatchHandler(server, spec.format(), spec.statuses(), subscription);
    return new BatchHandler(batches, spec.batch(), server::notReady);
  }
}
