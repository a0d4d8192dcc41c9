// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import dev.taskworkers.testbed.Chrome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * Measures what the page costs with a thousand pools, all of which change each five seconds, and
 * holds it to its limits; for a machine that does nothing else.
 */
@EnabledIfSystemProperty(named = "page.cost", matches = "true")
@DisplayName("A page of a thousand pools")
class PageCostTest {
  private static final int POOLS = 1000;
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration WATCHED = Duration.ofSeconds(30);
  private static final List<String> COLUMNS =
      List.of(
          "arrivals",
          "done",
          "waiting",
          "running",
          "sampled",
          "waitMedian",
          "waitP99",
          "wanted",
          "desired",
          "ready",
          "busy",
          "slots");

  /** Points of a day as an operator keeps them: of five minutes, and lately of five seconds. */
  private static final int COARSE = 285;

  private static final int FINE = 180;

  private static final int WORKERS = 20;

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  /** All that an operator keeps, of this one pool: one in 14 s. */
  private static final int DECISIONS = 6000;

  /** With their sentences. */
  private static final int TOLD = 100;

  private static final List<String> KINDS =
      List.of("workers unheard", "samples missing", "pods unschedulable");

  private final ObjectMapper json = new ObjectMapper();
  private String pool;
  private String day;
  private int reads;

  /** Each time all numbers of the list are others. */
  private PoolSource.Reply answer(String path) {
    var text = path.equals("/pools") ? list(reads++) : path.endsWith("/timeline") ? day : pool;
    return new PoolSource.Reply(200, text, "Fake", List.of());
  }

  private static String list(int read) {
    var rows = new StringJoiner(",", "[", "]");
    for (var i = 0; i < POOLS; i++) {
      var shift = i + read;
      rows.add(
          """
          {"pool":"team-%d/pool-%d","state":"working","level":2,"message":"Stays at %d: 7.3/s \
          arrive and each takes 5.0 s, so 36.5 run at once.","since":"2026-01-01T00:00:00Z",\
          "now":{"at":"2026-01-01T12:00:00Z","waitSeconds":%d,"objectiveSeconds":30,"waiting":%d,\
          "running":12,"arrivalRate":7.3,"taskSeconds":5,"ready":2,"desired":5,"wanted":5,\
          "minReplicas":0,"maxReplicas":20,"binds":"nothing","reason":"Steady"},\
          "arrivals":%s,"done":%s}"""
              .formatted(
                  i % 12,
                  i,
                  shift % 9,
                  shift % 30,
                  shift % 100,
                  numbers(30, n -> n + shift % 7),
                  numbers(30, n -> n + shift % 5)));
    }
    return "{\"version\":1,\"now\":\"2026-01-01T12:00:00Z\",\"pools\":" + rows + "}";
  }

  private static String numbers(int count, IntToDoubleFunction value) {
    var all = new StringJoiner(",", "[", "]");
    IntStream.range(0, count).forEach(i -> all.add(String.valueOf(value.applyAsDouble(i))));
    return all.toString();
  }

  private String pool() throws IOException {
    var whole = resource("pool.json");
    for (var part : List.of("workers", "running")) {
      var some = (ArrayNode) whole.path("look").path(part);
      for (var i = 0; some.size() < WORKERS; i++) {
        some.add(some.get(i).deepCopy());
      }
    }
    return whole.toString();
  }

  /** A day with as many decisions as an operator keeps, and with a trouble each hour. */
  private String day() throws IOException {
    var now = NOON.getEpochSecond();
    var points = COARSE + FINE;
    var seconds =
        numbers(points, i -> now - (i < COARSE ? 900 + 300.0 * (COARSE - i) : 5.0 * (points - i)));
    var day = (ObjectNode) resource("timeline.json");
    day.put("since", NOON.minus(Duration.ofDays(1)).toString());
    day.set("at", json.readTree(seconds));
    var columns = day.putObject("columns");
    for (var name : COLUMNS) {
      columns.set(name, json.readTree(numbers(points, i -> (i * 37 % 100) / 10.0)));
    }
    var troubles = day.putArray("troubles");
    for (var hour = 1; hour < 24; hour++) {
      var from = now - 3600 * hour;
      troubles
          .addObject()
          .put("kind", KINDS.get(hour % KINDS.size()))
          .put("from", from)
          .put("to", from + 300);
    }
    var earlier = day.putObject("earlier");
    var times = earlier.putArray("at");
    var froms = earlier.putArray("from");
    var tos = earlier.putArray("to");
    var decisions = day.putArray("decisions");
    for (var i = DECISIONS; i > 0; i--) {
      var at = NOON.minusMillis(DAY.toMillis() / DECISIONS * i);
      var before = i % 20;
      var after = (i - 1) % 20;
      if (i > TOLD) {
        times.add(at.toEpochMilli());
        froms.add(before);
        tos.add(after);
        continue;
      }
      decisions
          .addObject()
          .put("at", at.toString())
          .put("from", before)
          .put("to", after)
          .put("reason", "Backlog")
          .put(
              "message",
              "From %d to %d: 7.3/s arrive and each takes 5.0 s, so 36.5 run at once; 45 wait, to be worked off within 30 s."
                  .formatted(before, after));
    }
    return day.toString();
  }

  private JsonNode resource(String name) throws IOException {
    try (var in = PageCostTest.class.getResourceAsStream("/ui/" + name)) {
      return json.readTree(in);
    }
  }

  @Test
  void is_painted_at_once_and_costs_little_to_watch() throws Exception {
    assumeTrue(Chrome.isThere(), Chrome.MISSING);
    pool = pool();
    day = day();
    var contents =
        new UiServer.Contents(
            this::answer, PoolActions.none(), PoolHistory.none(), DeadLetters.none());
    try (var server = UiServer.start(0, "--port", contents, EVERY)) {
      var browser = Chrome.open(1400, 1000, false);
      try {
        browser.get("about:blank");
        browser.get(server.address().toString());
        await(browser, "document.querySelectorAll('tbody tr').length === 100");
        var paint =
            number(
                browser,
                "return performance.getEntriesByName('first-contentful-paint')[0].startTime");
        browser.executeCdpCommand("Performance.enable", Map.of());
        var busy = taskSeconds(browser);
        var own = ownSeconds();
        var begin = System.nanoTime();
        Thread.sleep(WATCHED.toMillis());
        var wall = (System.nanoTime() - begin) / 1e9;
        var browserShare = (taskSeconds(browser) - busy) / wall;
        var serverShare = (ownSeconds() - own) / wall;
        var opened = openDay(browser);
        System.out.printf(
            Locale.ROOT,
            "first paint %.0f ms; while watched: tab %.1f %%, command %.1f %% of a core;"
                + " a day's charts of %d kB %.0f ms, all of its pool %.0f ms;"
                + " a list of %d kB%n",
            paint,
            100 * browserShare,
            100 * serverShare,
            day.length() / 1000,
            opened.get(0),
            opened.get(1),
            list(0).length() / 1000);
        assertThat(paint).isLessThan(300);
        assertThat(browserShare + serverShare).isLessThan(0.1);
        assertThat(opened.get(0)).isLessThan(200);
      } finally {
        browser.quit();
      }
    }
  }

  /** Milliseconds until the charts of a pool's day are painted, and until all of its page is. */
  private static List<Double> openDay(ChromeDriver browser) {
    var times =
        (List<?>)
            browser.executeAsyncScript(
                "const done = arguments[0]; const begin = performance.now();"
                    + "const painted = (css) => new Promise((resolve) => {"
                    + " const look = () => document.querySelector(css)"
                    + " ? setTimeout(() => resolve(performance.now() - begin))"
                    + " : requestAnimationFrame(look); look(); });"
                    + "location.hash = '#/pool/team-1/pool-1';"
                    + "painted('#tasks-chart[aria-label]').then((charts) =>"
                    + " painted('#distributions > *').then((all) => done([charts, all])))");
    return times.stream().map(time -> ((Number) time).doubleValue()).toList();
  }

  private static void await(ChromeDriver browser, String condition) {
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> browser.executeScript("return " + condition), Boolean.TRUE::equals);
  }

  private static double number(ChromeDriver browser, String script) {
    return ((Number) browser.executeScript(script)).doubleValue();
  }

  /** Of the tab's main thread. */
  private double taskSeconds(ChromeDriver browser) {
    var metrics = json.valueToTree(browser.executeCdpCommand("Performance.getMetrics", Map.of()));
    for (var metric : metrics.path("metrics")) {
      if (metric.path("name").asText().equals("TaskDuration")) {
        return metric.path("value").asDouble();
      }
    }
    throw new IllegalStateException("The browser tells no TaskDuration: " + metrics);
  }

  /** Of this process, which serves the page, and asks the browser little. */
  private static double ownSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
