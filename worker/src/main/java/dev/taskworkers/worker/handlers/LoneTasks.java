// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tasks that run without others, because a batch that they were in ran out of time or broke the
 * connection, and nobody knows which of its tasks did it. Thread-safe.
 */
final class LoneTasks {
  private static final int REMEMBERED = 10_000;

  private final Map<String, Boolean> ids =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  synchronized void add(Collection<String> tasks) {
    tasks.forEach(id -> ids.put(id, true));
  }

  synchronized boolean contains(String id) {
    return ids.containsKey(id);
  }

  synchronized void remove(String id) {
    ids.remove(id);
  }
}
