// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.input;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What is remembered of the last minutes, oldest first. */
public final class Recent {
  private Recent() {}

  /**
   * One more moment: those from {@code oldest} on are kept, and those that are not earlier than the
   * newest are replaced by it.
   *
   * @param earlier in order of time
   */
  public static <T> List<T> with(
      List<T> earlier, T newest, Function<T, Instant> time, Instant oldest) {
    var begin = 0;
    while (begin < earlier.size() && time.apply(earlier.get(begin)).isBefore(oldest)) {
      begin++;
    }
    var end = earlier.size();
    var now = time.apply(newest);
    while (end > begin && !time.apply(earlier.get(end - 1)).isBefore(now)) {
      end--;
    }
    var kept = new ArrayList<T>(end - begin + 1);
    kept.addAll(earlier.subList(begin, end));
    kept.add(newest);
    return List.copyOf(kept);
  }
}
