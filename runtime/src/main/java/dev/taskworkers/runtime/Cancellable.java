// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

/**
 * An action that is still to come and can be called off; calling off twice, or late, is harmless.
 */
@FunctionalInterface
public interface Cancellable {
  void cancel();
}
