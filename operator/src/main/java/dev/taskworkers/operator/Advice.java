// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

/**
 * What could be better about a thing that can be worked with.
 *
 * @param message sentences that say what is, and what to do
 * @param command that does it
 */
public record Advice(String message, String command) {
  /** Both, for where there is one text. */
  @Override
  public String toString() {
    return message.substring(0, message.length() - 1) + ": " + command;
  }
}
