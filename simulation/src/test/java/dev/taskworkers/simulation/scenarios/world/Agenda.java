package dev.taskworkers.simulation.scenarios.world;

import java.util.PriorityQueue;

/** What will happen when; of two things at one time the one that was entered first. */
final class Agenda {
  private record Entry(double at, long number, Runnable what) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return at == other.at ? Long.compare(number, other.number) : Double.compare(at, other.at);
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long entered;

  void enter(double at, Runnable what) {
    entries.add(new Entry(at, entered++, what));
  }

  /** When the next thing happens; infinite when nothing will. */
  double next() {
    return entries.isEmpty() ? Double.POSITIVE_INFINITY : entries.peek().at();
  }

  void happen() {
    entries.remove().what().run();
  }
}
