// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import java.util.ArrayList;
import java.util.List;

/** What became of each field, in the order in which the fields were read. */
final class Notes {
  /**
   * What became of one field.
   *
   * @param path where it stands in its manifest
   * @param sentence what the pool has of it, or why the pool has nothing
   */
  record Note(String path, String sentence) {
    @Override
    public String toString() {
      return path + ": " + sentence;
    }
  }

  private final List<Note> mapped = new ArrayList<>();
  private final List<Note> leftOut = new ArrayList<>();

  /** A field that the pool has in another form. */
  void mapped(String path, String sentence) {
    mapped.add(new Note(path, sentence));
  }

  /** A field that the pool does not have, or not wholly. */
  void leftOut(String path, String sentence) {
    leftOut.add(new Note(path, sentence));
  }

  List<Note> mapped() {
    return List.copyOf(mapped);
  }

  List<Note> leftOut() {
    return List.copyOf(leftOut);
  }
}
