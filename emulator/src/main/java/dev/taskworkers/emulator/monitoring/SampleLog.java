// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/** The samples of one resource, in one region or as a whole, of the last 25 hours or so. */
final class SampleLog {
  /** 25 hours of minutes: enough for "the same time yesterday". */
  private static final int MOST = 1500;

  private final ResourceKind kind;
  private final String project;
  private final String id;
  private final String region;
  private final Deque<Look> looks = new ArrayDeque<>();
  private Optional<Sample> seen = Optional.empty();
  private Optional<Instant> busyAt = Optional.empty();

  /**
   * A sample that is kept.
   *
   * @param before what was seen at the look before, which may not be kept: counters grew since then
   */
  record Look(Sample sample, Optional<Sample> before) {}

  /**
   * @param name full resource name
   * @param region empty for the whole
   */
  SampleLog(ResourceKind kind, String name, String region) {
    var segments = name.split("/");
    this.kind = kind;
    this.project = segments[1];
    this.id = segments[3];
    this.region = region;
  }

  /**
   * Adds a sample; what has been quiet for {@code endsAfter}, or was never in use, gets none.
   *
   * @return whether it was added
   */
  boolean look(Sample sample, Optional<Duration> endsAfter) {
    var before = seen;
    seen = Optional.of(sample);
    if (sample.isBusy(before)) {
      busyAt = Optional.of(sample.at());
    }
    var ended =
        endsAfter.isPresent()
            && busyAt
                .filter(
                    at -> at.equals(sample.at()) || sample.at().isBefore(at.plus(endsAfter.get())))
                .isEmpty();
    if (!ended) {
      add(new Look(sample, before));
    }
    return !ended;
  }

  private void add(Look look) {
    looks.addLast(look);
    if (looks.size() > MOST) {
      looks.removeFirst();
    }
  }

  /** Whether its resource was last seen before {@code limit}. */
  boolean endedBefore(Instant limit) {
    return seen.filter(last -> !last.at().isBefore(limit)).isEmpty();
  }

  ResourceKind kind() {
    return kind;
  }

  String project() {
    return project;
  }

  String id() {
    return id;
  }

  String region() {
    return region;
  }

  boolean isRegional() {
    return !region.isEmpty();
  }

  Iterator<Look> newestFirst() {
    return looks.descendingIterator();
  }
}
