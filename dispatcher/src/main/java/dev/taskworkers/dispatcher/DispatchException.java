// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

/**
 * A task that was given up; the message is a sentence for people. The dispatcher does not send it
 * any more. Pub/Sub may have stored it all the same when the answer was lost on its way.
 */
public final class DispatchException extends RuntimeException {
  DispatchException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
