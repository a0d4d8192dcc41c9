// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.taskworkers.runtime.http.Exchange;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The places of those who wait for an event. When all are taken, the address that holds most of
 * them gives up its oldest one, so that nobody who fills them keeps others from waiting.
 */
final class Waiters implements Places {
  /** A quarter of the connections, so that probes and pages have the others. */
  private static final int MOST = 64;

  private final Set<Exchange> waiting = new LinkedHashSet<>();

  @Override
  public synchronized boolean take(Exchange client) {
    if (waiting.size() >= MOST) {
      var leaves = oldestOfMost();
      waiting.remove(leaves);
      leaves.send(TOO_MANY);
    }
    return waiting.add(client);
  }

  @Override
  public synchronized void leave(Exchange client) {
    waiting.remove(client);
  }

  private Exchange oldestOfMost() {
    var most =
        waiting.stream().collect(groupingBy(Exchange::client, counting())).entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .orElseThrow()
            .getKey();
    return waiting.stream().filter(one -> one.client().equals(most)).findFirst().orElseThrow();
  }
}
