// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

/**
 * Input that a person can fix: the message says what was expected, what came and what to do. The
 * command prints it alone and exits with 2.
 */
public final class UsageException extends RuntimeException {
  public UsageException(String sentence) {
    super(sentence);
  }
}
