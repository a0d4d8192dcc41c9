// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.transport;

import java.util.Optional;

/** Decides before a call is served whether it is refused. */
@FunctionalInterface
public interface CallFilter {
  /**
   * Why the call is refused, or empty when it may go on.
   *
   * @param method the bare method name, for example {@code Pull}
   * @param resource the full name that the request is about, or empty text
   */
  Optional<ApiError> refusal(String method, String resource);
}
