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
  private final Deque<Sample> samples = new ArrayDeque<>();
  private Optional<Sample> seen = Optional.empty();
  private Optional<Instant> busyAt = Optional.empty();

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
    if (sample.isBusy(seen)) {
      busyAt = Optional.of(sample.at());
    }
    seen = Optional.of(sample);
    var ended =
        endsAfter.isPresent()
            && busyAt
                .filter(
                    at -> at.equals(sample.at()) || sample.at().isBefore(at.plus(endsAfter.get())))
                .isEmpty();
    if (!ended) {
      add(sample);
    }
    return !ended;
  }

  void add(Sample sample) {
    samples.addLast(sample);
    if (samples.size() > MOST) {
      samples.removeFirst();
    }
  }

  /** Whether its resource was last seen before {@code limit}. */
  boolean endedBefore(Instant limit) {
    return samples.isEmpty() || samples.getLast().at().isBefore(limit);
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

  Iterator<Sample> newestFirst() {
    return samples.descendingIterator();
  }
}
