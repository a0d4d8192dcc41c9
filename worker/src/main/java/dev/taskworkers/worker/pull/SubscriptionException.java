// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pull;

/** A call to Pub/Sub that failed; the message is a sentence for people. */
public final class SubscriptionException extends RuntimeException {
  private final boolean passing;

  /**
   * @param passing true when the same call may succeed soon; false when somebody must act first
   */
  public SubscriptionException(String sentence, boolean passing, Throwable cause) {
    super(sentence, cause);
    this.passing = passing;
  }

  public boolean passing() {
    return passing;
  }
}
