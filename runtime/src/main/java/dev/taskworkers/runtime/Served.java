// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The places of those who are answered at once, so many that their answers fit into memory. Who
 * comes first has one; when all are taken, one leaves who has an answer that he does not read: the
 * oldest of the address that has most of them. So nobody who reads slowly keeps others from a page.
 */
final class Served implements Places {
  private final int most;
  private final Set<Exchange> served = new LinkedHashSet<>();

  Served(int most) {
    this.most = most;
  }

  @Override
  public synchronized boolean take(Exchange client) {
    if (served.size() == most) {
      var slow = slowOfMost();
      slow.ifPresent(
          one -> {
            served.remove(one);
            one.breakOff();
          });
    }
    return served.size() < most && served.add(client);
  }

  @Override
  public synchronized void leave(Exchange client) {
    served.remove(client);
  }

  private Optional<Exchange> slowOfMost() {
    var held = served.stream().collect(groupingBy(Exchange::client, counting()));
    return served.stream()
        .filter(Exchange::isBeingRead)
        .max(comparing(one -> held.get(one.client())));
  }
}
