// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import dev.taskworkers.runtime.UsageException;
import java.util.List;
import java.util.Map;

/**
 * The dead letters of pools, with the rights of whoever looks. What is refused is a {@link
 * UsageException}, what fails an {@link IllegalStateException}, each with a sentence for people.
 */
public interface DeadLetters {
  /**
   * Those that match a text, each with its error and without its payload; all stay where they are.
   *
   * @param match a part of what is told of a letter; empty for all
   */
  Found list(String pool, String match);

  /** All that is known of a letter, its payload too; it stays where it is. */
  Map<String, Object> show(String pool, String id);

  /** Publishes the tasks of those letters again, and removes them. */
  Done redrive(String pool, List<String> ids);

  /** Deletes those letters for good. */
  Done purge(String pool, List<String> ids);

  /**
   * Some letters.
   *
   * @param looked how many were looked at
   * @param others how many of them failed on another subscription than the pool's; they are not
   *     among the letters
   * @param full whether there may be more
   * @param mayChange whether the page offers to redrive and to purge them
   * @param command the line that does the same, with {@code ACTION} and {@code IDS} in it
   */
  record Found(
      int looked,
      int others,
      boolean full,
      boolean mayChange,
      String command,
      List<Map<String, Object>> letters) {
    public Found {
      letters = List.copyOf(letters);
    }
  }

  /**
   * What came of it, also where it failed on the way.
   *
   * @param gone the ids of the letters that are there no more
   */
  record Done(String sentence, List<String> gone) {
    public Done {
      gone = List.copyOf(gone);
    }
  }

  /** Whether there is anything to ask. */
  default boolean isKnown() {
    return true;
  }

  /** Of a page that shows none. */
  static DeadLetters none() {
    return new DeadLetters() {
      @Override
      public boolean isKnown() {
        return false;
      }

      @Override
      public Found list(String pool, String match) {
        throw refusal();
      }

      @Override
      public Map<String, Object> show(String pool, String id) {
        throw refusal();
      }

      @Override
      public Done redrive(String pool, List<String> ids) {
        throw refusal();
      }

      @Override
      public Done purge(String pool, List<String> ids) {
        throw refusal();
      }

      private UsageException refusal() {
        return new UsageException("This page shows no dead letters.");
      }
    };
  }
}
