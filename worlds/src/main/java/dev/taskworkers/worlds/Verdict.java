// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.worlds.promises.History;
import dev.taskworkers.worlds.promises.Promise;
import dev.taskworkers.worlds.promises.Promise.Broken;
import dev.taskworkers.worlds.promises.Promises;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which promises were broken in a history, and how.
 *
 * @param broken in the order of the promises
 */
record Verdict(Map<Promise, Broken> broken) {
  static Verdict of(History history) {
    var broken = new LinkedHashMap<Promise, Broken>();
    Promises.ALL.forEach(
        promise -> promise.check(history).ifPresent(how -> broken.put(promise, how)));
    return new Verdict(broken);
  }

  boolean isKept() {
    return broken.isEmpty();
  }
}
