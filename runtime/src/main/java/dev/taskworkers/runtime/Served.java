// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The places of those who are answered at once, so many that their answers fit into memory. Who
 * comes first has one. When all are taken, a newcomer takes the place of somebody who has an answer
 * that he has not read, at the address that has most places: if he reads slowly, at an address that
 * has as many as the newcomer's own with him, else at one that has more. So nobody who reads slowly
 * keeps others from a page, and no address that asks again and again breaks off the answer of one
 * that has fewer.
 */
final class Served implements Places {
  private final int most;
  private final Set<Exchange> served = new LinkedHashSet<>();

  Served(int most) {
    this.most = most;
  }

  @Override
  public synchronized boolean take(Exchange client) {
    served.add(client);
    if (served.size() <= most) {
      return true;
    }
    var leaves = whoLeavesFor(client);
    served.remove(leaves.orElse(client));
    leaves.ifPresent(Exchange::breakOff);
    return leaves.isPresent();
  }

  @Override
  public synchronized void leave(Exchange client) {
    served.remove(client);
  }

  /** Of those who read, and of several the oldest. */
  private Optional<Exchange> whoLeavesFor(Exchange newcomer) {
    Map<InetAddress, Long> held = served.stream().collect(groupingBy(Exchange::client, counting()));
    long own = held.get(newcomer.client());
    return served.stream()
        .filter(Exchange::isBeingRead)
        .filter(one -> held.get(one.client()) >= (one.isReadSlowly() ? own : own + 1))
        .max(comparing(one -> held.get(one.client())));
  }
}
