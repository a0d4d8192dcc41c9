// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import java.util.List;
import java.util.stream.Stream;

/** All that a generator may change in a plain world. */
final class Items {
  static final double MINUTE = 60;
  static final double HOUR = 3600;

  static final List<Item.Kind> ALL =
      Stream.of(TaskItems.ALL, PodItems.ALL, SignalItems.ALL, OtherItems.ALL)
          .flatMap(List::stream)
          .toList();

  private Items() {}
}
