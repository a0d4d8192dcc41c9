// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import io.grpc.Status;

/** What a call has come to, in words: {@code NOT_FOUND, there is no such topic}. */
public final class StatusWords {
  private StatusWords() {}

  /** The code, and what the server says of it, if anything. */
  public static String of(Status status) {
    return status.getCode()
        + (status.getDescription() == null ? "" : ", " + status.getDescription());
  }
}
