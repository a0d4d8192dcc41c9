// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Stream;

/** Finds room for a task's own attributes and for ours among the hundred of a message. */
final class LetterAttributes {
  private static final int MOST = DeadLetter.MOST_ATTRIBUTES;
  private static final String OUTPUT = DeadLetter.PREFIX + "output-";

  /** Those of ours without which nobody knows what to do with a dead letter. */
  private static final List<String> VITAL =
      Stream.of("subscription", "error-class", "attempts", "message-id", "redrives")
          .map(DeadLetter.PREFIX::concat)
          .toList();

  /** Where they are packed, no name of a class takes more: there is room for the others then. */
  private static final int LONGEST_VITAL = 320;

  /** What those take in a pack at most: two are long, and three are numbers. */
  private static final int VITAL_BYTES = 2 * LONGEST_VITAL + 3 * 24 + 64 + 5 * 6;

  private LetterAttributes() {}

  /**
   * All attributes of a dead letter.
   *
   * @param tasks the task's own, at most a hundred
   * @param ours the most important first
   * @param left bytes that ours may take
   */
  static Map<String, String> of(Map<String, String> tasks, Map<String, String> ours, int left) {
    var fitting = fitting(ours, left);
    var withoutOutput = fitting.keySet().stream().filter(name -> !name.startsWith(OUTPUT)).count();
    return tasks.size() + withoutOutput <= MOST
        ? beside(tasks, fitting)
        : packed(tasks, fitting, left);
  }

  private static Map<String, String> fitting(Map<String, String> ours, int left) {
    var fitting = new LinkedHashMap<String, String>();
    var room = left;
    for (var attribute : ours.entrySet()) {
      var size = DeadLetter.size(attribute.getKey(), attribute.getValue());
      if (size <= room) {
        fitting.put(attribute.getKey(), attribute.getValue());
        room -= size;
      }
    }
    return fitting;
  }

  private static Map<String, String> beside(Map<String, String> tasks, Map<String, String> ours) {
    var all = new LinkedHashMap<>(tasks);
    ours.entrySet().stream()
        .limit(MOST - tasks.size())
        .forEach(attribute -> all.put(attribute.getKey(), attribute.getValue()));
    return all;
  }

  /** A dead letter that does not say where it comes from can't be redriven to there. */
  private static Map<String, String> inPlaceOf(
      String least, Map<String, String> tasks, Map<String, String> ours) {
    var fewer = new LinkedHashMap<>(tasks);
    if (ours.containsKey(VITAL.get(0))) {
      fewer.remove(least);
    }
    return beside(fewer, ours);
  }

  /**
   * The first of ours have places of their own as far as there are any, and the others are packed;
   * the task's smallest, too, where they have none.
   */
  private static Map<String, String> packed(
      Map<String, String> tasks, Map<String, String> ours, int left) {
    var smallestFirst =
        tasks.entrySet().stream()
            .sorted(Comparator.comparing(LetterAttributes::size).thenComparing(Entry::getKey))
            .toList();
    var inside = inside(smallestFirst);
    var pieces = Math.max(1, inside);
    var room = left - pieces * PackedAttributes.PIECE_OVERHEAD;
    var all = new LinkedHashMap<>(tasks);
    for (var own : smallestFirst.subList(0, inside)) {
      all.remove(own.getKey());
      room += DeadLetter.size(own.getKey(), own.getValue());
    }
    var rest = new LinkedHashMap<>(ours);
    for (var attribute : ours.entrySet()) {
      if (all.size() + pieces < MOST) {
        all.put(attribute.getKey(), attribute.getValue());
        rest.remove(attribute.getKey());
        room -= DeadLetter.size(attribute.getKey(), attribute.getValue());
      }
    }
    var most = pieces * PackedAttributes.PIECE_BYTES;
    if (inside > 0 && room < most) {
      // So near to 10 MB a pack might not hold the task's own.
      return inPlaceOf(smallestFirst.get(0).getKey(), tasks, ours);
    }
    var pack = new PackedAttributes(Math.min(most, room));
    smallestFirst.subList(0, inside).forEach(own -> pack.add(own.getKey(), own.getValue()));
    VITAL.stream()
        .filter(rest::containsKey)
        .forEach(name -> pack.addPart(name, DeadLetter.cut(rest.remove(name), LONGEST_VITAL)));
    rest.forEach(
        (name, value) -> {
          if (!pack.add(name, value) && !name.startsWith(OUTPUT)) {
            pack.addPart(name, value);
          }
        });
    all.putAll(pack.attributes());
    return all;
  }

  /**
   * How many of the task's go into the pack, so that there is room for what is vital of ours. Where
   * all are as large as may be, one goes in for which there is none.
   */
  private static int inside(List<Entry<String, String>> smallestFirst) {
    if (smallestFirst.size() < MOST) {
      return 0;
    }
    var bytes = VITAL_BYTES;
    for (var count = 1; count <= smallestFirst.size(); count++) {
      bytes += size(smallestFirst.get(count - 1));
      if (bytes <= count * PackedAttributes.PIECE_BYTES) {
        return count;
      }
    }
    return 1;
  }

  private static int size(Entry<String, String> attribute) {
    return PackedAttributes.size(attribute.getKey(), attribute.getValue());
  }
}
