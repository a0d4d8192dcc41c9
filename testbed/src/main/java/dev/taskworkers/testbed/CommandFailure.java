// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

/** Something outside of this process did not do what it was asked; the message says it whole. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandFailure(String message) {
    super(message);
  }
}
