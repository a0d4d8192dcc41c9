// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.api;

import java.util.Optional;

/** The W3C trace context that a publisher sent with a task. */
public final class Trace {
  /** Where Google's clients put it. */
  private static final String ATTRIBUTE = "googclient_traceparent";

  private static final String FORM = "[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}";

  private Trace() {}

  /**
   * What calls for {@code task} should carry: the span of its run, or else that of its publisher.
   */
  public static Optional<String> of(Task task, TaskContext context) {
    return context.traceparent().or(() -> of(task));
  }

  /** The {@code traceparent} of {@code task}, or empty when there is none that is well formed. */
  public static Optional<String> of(Task task) {
    return Optional.ofNullable(task.attributes().get(ATTRIBUTE))
        .filter(value -> value.matches(FORM));
  }
}
