package dev.taskworkers.worker.handlers;

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
  record Http(URI url, Format format, StatusRules statuses, BatchLimits batch)
      implements HandlerSpec {}

  /** A class of this process. */
  record Java(String className, BatchLimits batch) implements HandlerSpec {}

  /** How a task is written into a request, and which answers mean that it is done. */
  enum Format {
    /** Pub/Sub's push envelope under the headers of a CloudEvent, as Eventarc sends it; 2xx. */
    CloudEvents,
    /** Pub/Sub's push envelope alone; 102, 200, 201, 202 and 204, as for a push subscription. */
    PubSubPush
  }
}
