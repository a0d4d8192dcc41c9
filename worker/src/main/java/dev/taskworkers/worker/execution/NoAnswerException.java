// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

/** The handler gave no answer: it can't be reached or started, or went away. */
public final class NoAnswerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean begun;

  private NoAnswerException(String why, boolean begun, Throwable cause) {
    super(why, cause);
    this.begun = begun;
  }

  /** The handler has not seen the task; {@code why} is a sentence. */
  public static NoAnswerException unseen(String why, Throwable cause) {
    return new NoAnswerException(why, false, cause);
  }

  /** The handler may have begun with the task, and the task may be what ended it. */
  public static NoAnswerException brokenOff(String why, Throwable cause) {
    return new NoAnswerException(why, true, cause);
  }

  /** Whether the handler may have begun with the task. */
  public boolean begun() {
    return begun;
  }

  public RunResult ending() {
    return new RunResult.NoAnswer(getMessage(), begun);
  }
}
