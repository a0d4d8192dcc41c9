// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import dev.taskworkers.runtime.UsageException;

/**
 * How a task is written into a request, and which answers mean that it is done. The names are those
 * of {@code spec.handler.http.format} and of {@link EnvVars#HTTP_FORMAT}.
 */
public enum HttpFormat {
  /** Pub/Sub's push envelope under the headers of a CloudEvent, as Eventarc sends it; 2xx. */
  CloudEvents,
  /** Pub/Sub's push envelope alone; 200, 201, 202 and 204, as for a push subscription. */
  PubSubPush;

  /**
   * The one of that name.
   *
   * @throws UsageException when there is none
   */
  public static HttpFormat of(String name) {
    for (var format : values()) {
      if (format.name().equals(name)) {
        return format;
      }
    }
    throw new UsageException(
        EnvVars.HTTP_FORMAT + ": expected CloudEvents or PubSubPush, but found '" + name + "'.");
  }
}
