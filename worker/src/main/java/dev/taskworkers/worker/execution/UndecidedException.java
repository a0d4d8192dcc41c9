// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

/**
 * A run ended for a reason that may lie in another task of its batch. Nothing is known of the task
 * or of its handler, so the task goes back at once and loses no attempt.
 */
public final class UndecidedException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param why a sentence
   */
  public UndecidedException(String why) {
    super(why);
  }
}
