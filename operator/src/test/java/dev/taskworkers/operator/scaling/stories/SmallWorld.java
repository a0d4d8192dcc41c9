// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.stories;

import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** One pool and its queue, second by second, without chance. */
final class SmallWorld {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final int SLOTS = 4;
  private static final int POD_START = 25;
  private static final int SAMPLE_EVERY = 60;
  private static final int SAMPLE_AGE = 130;

  private final Story story;
  private final Deque<Integer> waiting = new ArrayDeque<>();
  private final List<Run> running = new ArrayList<>();
  private final List<Integer> readyAt = new ArrayList<>();
  private final List<Integer> counts = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();
  private double due;
  private long started;
  private long finished;
  private long failed;
  private double taskSeconds;
  private double waitSeconds;
  private int freeSince = -1;

  private record Run(int from, double until) {}

  SmallWorld(Story story) {
    this.story = story;
    waiting.addAll(Collections.nCopies(story.before, -60));
  }

  void advance(int second) {
    due += story.perSecond.applyAsDouble(second);
    var arrived = (int) due;
    due -= arrived;
    counts.add(arrived);
    waiting.addAll(Collections.nCopies(arrived, second));
    for (var run : List.copyOf(running)) {
      if (run.until() <= second) {
        end(run, second);
      }
    }
    while (!waiting.isEmpty() && running.size() < ready(second) * SLOTS) {
      waitSeconds += second - waiting.poll();
      started++;
      // No two tasks in a row take the same time.
      var spread = 0.8 + 0.04 * (started % 11);
      running.add(new Run(second, second + spread * story.taskSeconds.seconds(running.size())));
    }
    var free = running.size() < ready(second) * SLOTS;
    freeSince = free ? (freeSince < 0 ? second : freeSince) : -1;
    if (second % SAMPLE_EVERY == 0) {
      samples.add(new Sample(at(second), (long) waiting.size() + running.size(), Duration.ZERO));
    }
  }

  private void end(Run run, int second) {
    running.remove(run);
    finished++;
    taskSeconds += run.until() - run.from();
    if ((int) (finished * story.failing) > (int) ((finished - 1) * story.failing)) {
      failed++;
      waiting.add(second);
    }
  }

  void scaleTo(int replicas, int second) {
    while (readyAt.size() < replicas) {
      readyAt.add(second + POD_START + readyAt.size() % 3);
    }
    while (readyAt.size() > replicas) {
      readyAt.remove(readyAt.size() - 1);
    }
  }

  private int ready(int second) {
    return (int) readyAt.stream().limit(story.room).filter(at -> at <= second).count();
  }

  Observation seen(int second) {
    var ready = ready(second);
    var desired = readyAt.size();
    return new Observation(
        new Pods(
            desired,
            ready,
            desired - ready,
            Math.max(0, desired - story.room),
            Collections.nCopies(Math.min(20, ready), Duration.ofSeconds(POD_START + 1))),
        backlog(second),
        arrivals(second),
        service(second, ready));
  }

  private Backlog backlog(int second) {
    if (!story.samples.test(second)) {
      return Backlog.missing();
    }
    var shown = samples.stream().filter(s -> !s.at().isAfter(at(second - SAMPLE_AGE))).toList();
    return shown.isEmpty() ? Backlog.missing() : new Backlog(Backlog.State.FRESH, shown);
  }

  private Arrivals arrivals(int second) {
    if (!story.doorbell.test(second)) {
      return Arrivals.notCounted();
    }
    var first = Math.max(0, counts.size() - 600);
    return Arrivals.counted(START.getEpochSecond() + first, counts.subList(first, counts.size()))
        .noticing(started == 0 && story.before > 0 ? Optional.of(START) : Optional.empty());
  }

  private Service service(int second, int ready) {
    if (!story.reports.test(second)) {
      return Service.unreported();
    }
    return Service.builder()
        .reporting(ready)
        .slots(ready * SLOTS)
        .busy(running.size())
        .started(started)
        .finished(finished)
        .returned(failed)
        .failed(failed)
        .taskSeconds(taskSeconds)
        .timed(finished)
        .waitSeconds(waitSeconds)
        .waited(started)
        .freeSince(freeSince(second, ready))
        .oldestInFlight(
            Duration.ofSeconds(
                running.stream().mapToInt(run -> second - run.from()).max().orElse(0)))
        .busySeconds(taskSeconds + running.stream().mapToInt(run -> second - run.from()).sum())
        .build();
  }

  private Optional<Instant> freeSince(int second, int ready) {
    if (freeSince >= 0) {
      return Optional.of(at(freeSince));
    }
    return story.pulling && ready > 0 ? Optional.of(at(second)) : Optional.empty();
  }

  /** Tasks that wait in truth. */
  int waiting() {
    return waiting.size();
  }

  static Instant at(int second) {
    return START.plusSeconds(second);
  }
}
