// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.telemetry;

import dev.taskworkers.protocol.FailureGroup;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.worker.api.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ways in which runs have failed, as many as a report tells. Belongs to the loop. */
final class FailureGroups {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Map<String, Group> groups =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Group> eldest) {
          return size() > FailureGroup.MOST;
        }
      };

  /** One way, with how often a run failed so in each of the last minutes. */
  private static final class Group {
    private final long[] byMinute = new long[FailureGroup.RECENT_MINUTES];
    private FailureGroup all;
    private long newest;

    Group(Moment begun) {
      newest = minute(begun);
    }

    private static long minute(Moment of) {
      return Math.floorDiv(of.nanos(), MINUTE);
    }

    void add(FailureGroup one, Moment now) {
      all = all == null ? one : with(one);
      advance(now);
      byMinute[place(newest)]++;
    }

    /** The one that comes last is the latest, whatever was done to the wall clock before. */
    private FailureGroup with(FailureGroup one) {
      var first = one.first().isBefore(all.first()) ? one.first() : all.first();
      return new FailureGroup(
          one.kind(), one.message(), all.count() + 1, 0, first, one.last(), one.task());
    }

    private void advance(Moment now) {
      var minute = minute(now);
      if (minute - newest >= byMinute.length) {
        Arrays.fill(byMinute, 0);
        newest = minute;
      }
      while (newest < minute) {
        newest++;
        byMinute[place(newest)] = 0;
      }
    }

    private int place(long minute) {
      return (int) Math.floorMod(minute, (long) byMinute.length);
    }

    FailureGroup at(Moment now) {
      advance(now);
      return new FailureGroup(
          all.kind(),
          all.message(),
          all.count(),
          Arrays.stream(byMinute).sum(),
          all.first(),
          all.last(),
          all.task());
    }
  }

  /** A run of a task has failed. */
  void add(Failure failure, String task, Instant at, Moment now) {
    var one = new FailureGroup(failure.kind(), failure.message(), 1, 0, at, at, task);
    groups.computeIfAbsent(one.key(), key -> new Group(now)).add(one, now);
  }

  /** All of them, what came last first. */
  List<FailureGroup> at(Moment now) {
    var all = new ArrayList<FailureGroup>();
    groups.values().forEach(group -> all.add(group.at(now)));
    Collections.reverse(all);
    return all;
  }
}
