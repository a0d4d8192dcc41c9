// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers what a test has it answer. */
public final class FakeSource implements PoolSource {
  private final Map<String, Reply> replies = new ConcurrentHashMap<>();

  public FakeSource answer(String path, String json) {
    return answer(path, new Reply(200, json, "Fake", List.of()));
  }

  public FakeSource answer(String path, Reply reply) {
    replies.put(path, reply);
    return this;
  }

  /** A list with rows of these names, which say {@code message}. */
  public FakeSource pools(String message, String... names) {
    var rows =
        List.of(names).stream()
            .map(name -> "{\"pool\":\"" + name + "\",\"message\":\"" + message + "\"}")
            .toList();
    return answer(
        "/pools",
        "{\"version\":1,\"now\":\"2026-01-01T12:00:00Z\",\"pools\":["
            + String.join(",", rows)
            + "]}");
  }

  @Override
  public Reply get(String path) {
    return replies.getOrDefault(path, new Reply(404, "There is nothing.", "Fake", List.of()));
  }
}
