// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.timeline;

import java.util.EnumSet;
import java.util.Set;

/** What makes a time in a pool's life unlike others; a timeline draws it as a band. */
public enum Trouble {
  WORKERS_UNHEARD("workers unheard"),
  ARRIVALS_NOT_COUNTED("arrivals not counted"),
  UNSCHEDULABLE("pods unschedulable"),
  SAMPLES_MISSING("samples missing"),
  TASKS_FAILING("tasks fail"),
  NOT_PULLABLE("not pullable");

  private final String words;

  Trouble(String words) {
    this.words = words;
  }

  /** For people, for example {@code workers unheard}. */
  public String words() {
    return words;
  }

  static byte bits(Set<Trouble> troubles) {
    return (byte) troubles.stream().mapToInt(Trouble::bit).reduce(0, (one, other) -> one | other);
  }

  static Set<Trouble> of(byte bits) {
    var troubles = EnumSet.noneOf(Trouble.class);
    for (var trouble : values()) {
      if ((bits & trouble.bit()) != 0) {
        troubles.add(trouble);
      }
    }
    return troubles;
  }

  private int bit() {
    return 1 << ordinal();
  }
}
