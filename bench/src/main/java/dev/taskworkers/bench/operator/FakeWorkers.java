// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.protocol.Counters;
import dev.taskworkers.protocol.Distribution;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.protocol.WorkerReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers for all workers, as each of them would: by the address that was asked. It notes how long
 * after the question before each one is asked again.
 */
final class FakeWorkers implements AutoCloseable {
  private static final int SLOTS = 4;

  /** A worker: the n-th of its pool's. */
  private record Member(String pool, int index, int of) {}

  private final Clock clock;
  private final Instant startedAt;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Map<String, Member> members = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> done = new ConcurrentHashMap<>();
  private final Map<String, Long> askedAt = new ConcurrentHashMap<>();
  private volatile Gaps gaps = new Gaps();

  private FakeWorkers(Clock clock) {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    this.clock = clock;
    startedAt = clock.instant();
    try {
      server = HttpServer.create(new InetSocketAddress(WorkerEndpoints.PORT), 4096);
    } catch (IOException e) {
      throw new UncheckedIOException("port " + WorkerEndpoints.PORT + " must be free", e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  static FakeWorkers start(Clock clock) {
    return new FakeWorkers(clock);
  }

  /** The worker at {@code address} belongs to {@code pool}. */
  void add(String address, String pool, int index, int of) {
    members.put(address, new Member(pool, index, of));
  }

  /** A task of {@code pool} was done. */
  void did(String pool) {
    done.computeIfAbsent(pool, name -> new AtomicLong()).incrementAndGet();
  }

  /** The times between questions since the last call. */
  Gaps takeGaps() {
    var taken = gaps;
    gaps = new Gaps();
    return taken;
  }

  private void answer(HttpExchange exchange) throws IOException {
    var address = exchange.getLocalAddress().getAddress().getHostAddress();
    if (exchange.getRequestURI().getPath().equals(WorkerEndpoints.STATUSZ)) {
      var now = System.nanoTime();
      var before = askedAt.put(address, now);
      if (before != null) {
        gaps.add(now - before);
      }
    }
    var body = report(members.get(address)).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** A pool's tasks, a second each, are spread evenly; who is not known has done nothing. */
  private String report(Member member) {
    var count = 0L;
    if (member != null) {
      var all = done.getOrDefault(member.pool(), new AtomicLong()).get();
      count = (all + member.index()) / member.of();
    }
    return WorkerReport.builder(clock.instant(), startedAt, SLOTS)
        .worker("stand-in")
        .freeSince(startedAt)
        .counters(
            new Counters(
                Map.of(
                    TaskEvent.RECEIVED, count, TaskEvent.STARTED, count, TaskEvent.ACKED, count)))
        .taskSeconds(new Distribution(count, count))
        .waitSeconds(new Distribution(count, 0))
        .build()
        .toJson();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
