package dev.taskworkers.worker.telemetry;

import dev.taskworkers.protocol.FailureGroup;
import dev.taskworkers.worker.api.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ways in which runs have failed, as many as a report tells. Belongs to the loop. */
final class FailureGroups {
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

    void add(FailureGroup one) {
      all = all == null ? one : all.and(one);
      advance(one.last());
      byMinute[place(newest)]++;
    }

    private void advance(Instant now) {
      var minute = Math.floorDiv(now.getEpochSecond(), 60);
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

    FailureGroup at(Instant now) {
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
  void add(Failure failure, String task, Instant now) {
    var one = new FailureGroup(failure.kind(), failure.message(), 1, 0, now, now, task);
    groups.computeIfAbsent(one.key(), key -> new Group()).add(one);
  }

  /** All of them, what came last first. */
  List<FailureGroup> at(Instant now) {
    var all = new ArrayList<FailureGroup>();
    groups.values().forEach(group -> all.add(group.at(now)));
    Collections.reverse(all);
    return all;
  }
}
