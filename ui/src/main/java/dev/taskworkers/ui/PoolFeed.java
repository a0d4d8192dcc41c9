// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.runtime.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The rows of all pools, read again and again while somebody watches, and what has changed in them
 * for each who does.
 */
final class PoolFeed implements AutoCloseable {
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final PoolSource source;
  private final Duration every;
  private final Thread thread;
  private String now = "";
  private String origin = "";
  private List<String> missing = List.of();
  private List<String> namespaces = List.of();
  private String asked = "";
  private List<String> watched = List.of();
  private long version;
  private int watchers;
  private boolean complete;
  private boolean over;

  /** A row as it was read in a version; without a value: it was no longer shown then. */
  private record Row(long version, Optional<JsonNode> value) {}

  /**
   * What is new.
   *
   * @param version to ask on from
   * @param whole whether it begins anew
   * @param now of the operator's clock; empty when nobody has answered
   * @param gone pools that are no longer shown; those of a namespace of which nobody has told may
   *     exist
   * @param complete whether no other pools exist; else some may that nobody has told of
   * @param namespaces of which no other pools exist although some of other namespaces may
   * @param asked the only namespace that is shown; empty for all
   * @param watched by the operator that tells; empty for all namespaces, and when none tells
   */
  record News(
      long version,
      boolean whole,
      String origin,
      List<String> missing,
      String now,
      List<JsonNode> pools,
      List<String> gone,
      boolean complete,
      List<String> namespaces,
      String asked,
      List<String> watched,
      boolean over) {}

  /**
   * @param every between two readings
   */
  PoolFeed(PoolSource source, Duration every) {
    this.source = source;
    this.every = every;
    thread = DaemonThreads.of("ui-feed", this::read);
    thread.start();
  }

  synchronized void watch() {
    watchers++;
    notifyAll();
  }

  synchronized void unwatch() {
    watchers--;
  }

  /** What came after {@code seen}, 0 for all; waits for it, and is empty after {@code patience}. */
  synchronized Optional<News> after(long seen, Duration patience) throws InterruptedException {
    var deadline = System.nanoTime() + patience.toNanos();
    while (version <= seen && !over) {
      var left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0) {
        return Optional.empty();
      }
      wait(left);
    }
    var pools = new ArrayList<JsonNode>();
    var gone = new ArrayList<String>();
    rows.forEach(
        (pool, row) -> {
          if (row.version() > seen) {
            row.value().ifPresentOrElse(pools::add, () -> gone.add(pool));
          }
        });
    return Optional.of(
        new News(
            version,
            seen == 0,
            origin,
            missing,
            now,
            pools,
            seen == 0 ? List.of() : gone,
            complete,
            namespaces,
            asked,
            watched,
            over));
  }

  private void read() {
    try {
      while (awaitWatcher()) {
        take(asked());
        Thread.sleep(every.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever fails is said, or the feed would go on with what it knew. */
  private PoolSource.Reply asked() {
    try {
      return source.get("/pools");
    } catch (RuntimeException | Error e) {
      var sentence = "The pools can't be read: " + e + ".";
      return new PoolSource.Reply(PoolSource.UNAVAILABLE, sentence, "No pools", List.of(sentence));
    }
  }

  private synchronized boolean awaitWatcher() throws InterruptedException {
    while (watchers == 0 && !over) {
      wait();
    }
    return !over;
  }

  /** Keeps the rows that are known when nobody answers: old news is better than none, and said. */
  private synchronized void take(PoolSource.Reply reply) {
    version++;
    origin = reply.origin();
    missing = reply.missing();
    complete = false;
    namespaces = List.of();
    watched = List.of();
    if (reply.isGood()) {
      try {
        var list = json.readTree(reply.body());
        now = list.path("now").asText();
        replace(list);
      } catch (JsonProcessingException e) {
        missing = List.of("What " + origin + " answers can't be read: " + e.getOriginalMessage());
      }
    }
    notifyAll();
  }

  /**
   * Figures of a namespace that was not looked at are left out: they would pass for those of now.
   */
  private void replace(JsonNode list) {
    namespaces = texts(list.path("namespaces"));
    asked = list.path("asked").asText("");
    watched = texts(list.path("watched"));
    complete = namespaces.isEmpty();
    var there = new LinkedHashMap<String, JsonNode>();
    list.path("pools").forEach(row -> there.put(row.path("pool").asText(), row));
    rows.replaceAll(
        (pool, row) ->
            there.containsKey(pool) || row.value().isEmpty()
                ? row
                : new Row(version, Optional.empty()));
    there.forEach(
        (pool, row) ->
            rows.compute(
                pool,
                (same, known) ->
                    known != null && known.value().filter(row::equals).isPresent()
                        ? known
                        : new Row(version, Optional.of(row))));
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** Nothing more will come; who watches is told. */
  @Override
  public synchronized void close() {
    over = true;
    thread.interrupt();
    notifyAll();
  }
}
