// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The places of those who wait for an event. Who came first keeps its place: when all are taken,
 * the newest one of the address that has most of them leaves, the newcomer's own among them, so
 * that no address that fills them takes a place from one that has fewer.
 */
final class Waiters implements Places {
  /** A quarter of the connections, so that probes and pages have the others. */
  private static final int MOST = 64;

  private final Set<Exchange> waiting = new LinkedHashSet<>();

  @Override
  public synchronized boolean take(Exchange client) {
    waiting.add(client);
    if (waiting.size() <= MOST) {
      return true;
    }
    var leaves = newestOfMost();
    waiting.remove(leaves);
    if (leaves == client) {
      return false;
    }
    leaves.send(TOO_MANY);
    return true;
  }

  @Override
  public synchronized void leave(Exchange client) {
    waiting.remove(client);
  }

  private Exchange newestOfMost() {
    var held = waiting.stream().collect(groupingBy(Exchange::client, counting()));
    var most = Collections.max(held.values());
    return waiting.stream()
        .filter(one -> held.get(one.client()).equals(most))
        .reduce((older, newer) -> newer)
        .orElseThrow();
  }
}
