// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives each pool a name that neither a Deployment nor another pool has. */
final class PoolNames {
  /** A pool's name is the value of a label. */
  private static final int LONGEST = 63;

  /** Empty: not known, so that it may be any. */
  private record Taken(Optional<String> namespace, String name) {}

  private final List<Taken> taken = new ArrayList<>();

  /**
   * Gives names.
   *
   * @param deployments those beside which the pools' own Deployments will be
   */
  PoolNames(Manifests deployments) {
    deployments
        .of("Deployment")
        .map(each -> new Taken(Manifests.namespace(each), Manifests.name(each)))
        .forEach(taken::add);
  }

  /**
   * Takes a name.
   *
   * @param suffix of one of several pools of a ScaledObject
   */
  String take(Conversion.Origin origin, String suffix) {
    // Not that of today's Deployment, since the pool's own has the pool's name.
    var end = (origin.name().equals(origin.target()) ? "-pool" : "") + suffix;
    var name = shortened(origin.name(), end);
    for (var i = 2; isTaken(origin.namespace(), name); i++) {
      name = shortened(origin.name(), end + "-" + i);
    }
    taken.add(new Taken(origin.namespace(), name));
    return name;
  }

  private boolean isTaken(Optional<String> namespace, String name) {
    return taken.stream()
        .anyMatch(each -> each.name().equals(name) && Manifests.agree(each.namespace(), namespace));
  }

  private static String shortened(String name, String end) {
    var room = LONGEST - end.length();
    return (name.length() > room ? name.substring(0, room).replaceAll("[-.]+$", "") : name) + end;
  }
}
