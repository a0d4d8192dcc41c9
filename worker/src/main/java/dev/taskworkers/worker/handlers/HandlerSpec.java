package dev.taskworkers.worker.handlers;

import dev.taskworkers.protocol.HttpFormat;
import java.net.URI;
import java.util.List;

/** Which handler a worker runs. */
public sealed interface HandlerSpec {
  /** A process for each task. */
  record Exec(List<String> command) implements HandlerSpec {
    public Exec {
      command = List.copyOf(command);
    }
  }

  /** A request for each task, or for each batch. */
  record Http(URI url, HttpFormat format, StatusRules statuses, BatchLimits batch)
      implements HandlerSpec {}

  /** A class of this process. */
  record Java(String className, BatchLimits batch) implements HandlerSpec {}
}
