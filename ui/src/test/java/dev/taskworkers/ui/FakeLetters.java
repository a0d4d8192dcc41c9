// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Two letters, and what is done to them. */
final class FakeLetters implements DeadLetters {
  static final String ERROR = "<img src=x onerror=document.title='owned'>";
  final List<String> done = new ArrayList<>();

  private static Map<String, Object> line(String id) {
    var line = new LinkedHashMap<String, Object>();
    line.put("id", id);
    line.put("errorClass", "exit");
    line.put("errorMessage", ERROR);
    line.put("attempts", id.equals("11") ? "3" : "");
    line.put("deadSince", "2026-01-01T12:00:00Z");
    line.put("deadLetter", id.equals("11"));
    return line;
  }

  @Override
  public synchronized Found list(String pool, String match) {
    done.add(pool + " list " + match);
    return new Found(
        12, 3, false, true, "taskworkers dead-letters ACTION IDS", List.of(line("11"), line("12")));
  }

  @Override
  public Map<String, Object> show(String pool, String id) {
    var page = line(id);
    page.put("attributes", Map.of("customer", "7"));
    page.put("data", "secret " + ERROR);
    return page;
  }

  @Override
  public synchronized Done redrive(String pool, List<String> ids) {
    done.add(pool + " redrive " + String.join(" ", ids));
    return new Done("Redriven: 1. Not redriven: 12: no topic", List.of("11"));
  }

  @Override
  public synchronized Done purge(String pool, List<String> ids) {
    done.add(pool + " purge " + String.join(" ", ids));
    return new Done("Deleted: " + ids.size() + ".", ids);
  }
}
