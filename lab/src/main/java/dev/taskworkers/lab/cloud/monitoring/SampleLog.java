package dev.taskworkers.lab.cloud.monitoring;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** The samples of one resource of the last 25 hours or so. */
final class SampleLog {
  /** 25 hours of minutes: enough for "the same time yesterday". */
  private static final int MOST = 1500;

  private final ResourceKind kind;
  private final String project;
  private final String id;
  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * @param name full resource name
   */
  SampleLog(ResourceKind kind, String name) {
    var segments = name.split("/");
    this.kind = kind;
    this.project = segments[1];
    this.id = segments[3];
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

  Iterator<Sample> newestFirst() {
    return samples.descendingIterator();
  }
}
