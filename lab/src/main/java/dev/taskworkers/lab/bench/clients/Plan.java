package dev.taskworkers.lab.bench.clients;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param rounds of each contender, in turn, after some that are not counted
 * @param round how long a backlog is worked on at most
 * @param tasks in the backlog
 * @param timedTasks single ones in each round, after as many that are not timed
 * @param slots of our worker
 * @param clients who takes part, separated by commas; empty: all
 */
public record Plan(
    int rounds, Duration round, int tasks, int timedTasks, int slots, String clients) {
  /** Five or six minutes in all. */
  public static Plan of(int rounds, int slots, String clients) {
    return new Plan(rounds, Duration.ofSeconds(2), 100_000, 300, slots, clients);
  }

  boolean takesPart(String client) {
    return clients.isEmpty() || List.of(clients.split(",")).contains(client);
  }
}
