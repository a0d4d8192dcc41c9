// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import dev.taskworkers.protocol.HandlerKind;
import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param rounds of each candidate, in turn, after some that are not counted
 * @param round how long a backlog is worked on at most
 * @param tasks in the backlog
 * @param timedTasks single ones in each round, after as many that are not timed
 * @param slots of our worker
 * @param payload bytes of each task
 * @param handler how every client does the work of a task
 * @param clients who takes part, separated by commas; empty: all
 */
public record MeasuringPlan(
    int rounds,
    Duration round,
    int tasks,
    int timedTasks,
    int slots,
    int payload,
    HandlerKind handler,
    String clients) {
  private static final int MOST_TASKS = 100_000;

  /** A client's backlog is in the server's memory. */
  private static final int BACKLOG_BYTES = 50 << 20;

  /** Takes minutes, most of them to warm up. */
  public static MeasuringPlan of(
      int rounds, int slots, int payload, HandlerKind handler, String clients) {
    return new MeasuringPlan(
        rounds,
        Duration.ofSeconds(2),
        Math.min(MOST_TASKS, BACKLOG_BYTES / Math.max(1, payload)),
        300,
        slots,
        payload,
        handler,
        clients);
  }

  /** The words that {@link #parse} reads. */
  List<String> words() {
    return List.of(
        String.valueOf(rounds),
        String.valueOf(slots),
        String.valueOf(payload),
        handler.label(),
        clients);
  }

  static MeasuringPlan parse(String... words) {
    return of(
        Integer.parseInt(words[0]),
        Integer.parseInt(words[1]),
        Integer.parseInt(words[2]),
        HandlerKind.of(words[3]),
        words[4]);
  }

  boolean takesPart(String client) {
    return clients.isEmpty() || List.of(clients.split(",")).contains(client);
  }
}
