// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.runtime.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@DisplayName("The page")
class UiServerTest {
  private static final Duration OFTEN = Duration.ofMillis(10);

  private final FakeSource source = new FakeSource().pools("calm", "n/a", "n/b");
  private final FakeActions actions = new FakeActions();
  private final FakeLetters letters = new FakeLetters();
  private final UiServer.Contents contents =
      new UiServer.Contents(source, actions, UiServerTest::history, letters);
  private final UiServer server = UiServer.start(0, "--port", contents, OFTEN);
  private final HttpClient stranger = HttpClient.newHttpClient();
  private final HttpClient browser = HttpClient.newHttpClient();

  @AfterEach
  void end() {
    server.close();
  }

  static List<String> files() {
    return List.copyOf(PageFile.FILES.keySet());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.address().resolve(path));
  }

  /** As the page asks in a browser that was given the address. */
  private HttpRequest.Builder mine(String path) {
    var token = server.address().getFragment().substring("token=".length());
    return request(path).header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return browser.send(mine(path).build(), BodyHandlers.ofString());
  }

  private static JsonNode next(BufferedReader lines) throws IOException {
    var line = lines.readLine();
    while (!line.startsWith("data: ")) {
      line = lines.readLine();
    }
    return new ObjectMapper().readTree(line.substring("data: ".length()));
  }

  /** Of each event what it has of pools, until one says that. */
  private static JsonNode nextWith(BufferedReader lines, String pool, String message)
      throws IOException {
    var news = next(lines);
    while (!news.path("pools").toString().contains("\"" + pool + "\",\"message\":\"" + message)) {
      news = next(lines);
    }
    return news;
  }

  @ParameterizedTest
  @MethodSource("files")
  void has_all_its_files_here_and_lets_no_script_in_from_elsewhere(String path) throws Exception {
    var answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isNotEmpty().doesNotContain("https://cdn");
    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .hasValue("default-src 'self'; frame-ancestors 'none'");
  }

  @Test
  void plays_a_pools_last_hour_again_for_who_knows_its_secret() throws Exception {
    try (var in = UiServerTest.class.getResourceAsStream("/ui/hour.json")) {
      source.answer(
          "/pools/media/late/hour", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }

    var played = get("/api/pools/media/late/what-if?maxReplicas=2");

    assertThat(played.statusCode()).isEqualTo(200);
    var plays = new ObjectMapper().readTree(played.body()).path("plays");
    assertThat(plays.findValuesAsText("name")).containsExactly("now", "changed", "foresight");
    assertThat(plays.at("/1/settings/maxReplicas").asInt()).isEqualTo(2);
    assertThat(get("/api/pools/media/late/what-if?maxReplicas=x").statusCode()).isEqualTo(400);
    assertThat(get("/api/pools/n/a/what-if").body()).contains("no last hour of n/a");
    var path = "/api/pools/media/late/what-if";
    assertThat(stranger.send(request(path).build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(403);
  }

  @Test
  void tells_of_dead_letters_and_touches_those_alone_that_are_named() throws Exception {
    assertThat(get("/api/dead-letters/n/a?match=a%20%26b").statusCode()).isEqualTo(200);
    assertThat(letters.done).containsExactly("n/a list a &b");
    assertThat(get("/api/dead-letters/n/a?id=11").body()).contains("customer");

    assertThat(say("/api/dead-letters/n/a", "{\"action\":\"purge\",\"ids\":[\"11\"]}").body())
        .isEqualTo("{\"sentence\":\"Deleted: 1.\",\"gone\":[\"11\"]}");
    assertThat(say("/api/dead-letters/n/a", "{\"action\":\"purge\",\"ids\":[]}").statusCode())
        .isEqualTo(400);
    assertThat(say("/api/dead-letters/n/a", "{\"action\":\"burn\",\"ids\":[\"1\"]}").statusCode())
        .isEqualTo(400);
    assertThat(say("/api/dead-letters/n/a", "{").statusCode()).isEqualTo(400);
    assertThat(letters.done).endsWith("n/a purge 11").hasSize(2);
  }

  private static List<PoolHistory.Deed> history(String pool) {
    if (pool.equals("n/a")) {
      return List.of(
          new PoolHistory.Deed(
              Instant.parse("2026-01-01T12:00:00Z"), "kubectl-edit", "Set spec.mode."));
    }
    throw new IllegalStateException("You may not list events in n.");
  }

  @Test
  void tells_who_did_what_or_what_is_missing_for_that_and_a_stranger_nothing() throws Exception {
    assertThat(get("/api/history/n/a").body())
        .isEqualTo(
            "[{\"at\":\"2026-01-01T12:00:00Z\",\"who\":\"kubectl-edit\","
                + "\"what\":\"Set spec.mode.\"}]");
    assertThat(get("/api/history/n/b").statusCode()).isEqualTo(503);
    assertThat(get("/api/history/n/b").body()).isEqualTo("You may not list events in n.\n");
    var asked =
        stranger.send(
            HttpRequest.newBuilder(server.address().resolve("/api/history/n/a")).build(),
            BodyHandlers.ofString());
    assertThat(asked.statusCode()).isEqualTo(403);
  }

  @Test
  void says_which_parts_it_has() throws Exception {
    assertThat(get("/api/parts").body())
        .isEqualTo("{\"actions\":true,\"history\":true,\"deadLetters\":true}");
    try (var open = UiServer.startOpen(0, "--port", source, OFTEN)) {
      var asked = HttpRequest.newBuilder(open.address().resolve("/api/parts")).build();
      assertThat(browser.send(asked, BodyHandlers.ofString()).body())
          .isEqualTo("{\"actions\":false,\"history\":false,\"deadLetters\":false}");
    }
  }

  @Test
  void a_page_without_dead_letters_says_so() throws Exception {
    try (var open = UiServer.startOpen(0, "--port", source, OFTEN)) {
      var answer =
          stranger.send(
              HttpRequest.newBuilder(open.address().resolve("/api/dead-letters/n/a")).build(),
              BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("This page shows no dead letters.\n");
    }
  }

  private HttpResponse<String> say(String path, String body) throws Exception {
    return browser.send(
        mine(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void is_less_than_150_kilobytes() throws Exception {
    var bytes = 0;
    for (var path : files()) {
      bytes += get(path).body().getBytes(StandardCharsets.UTF_8).length;
    }
    assertThat(bytes).isLessThan(150_000);
  }

  @Test
  void tells_all_pools_first_then_those_that_change_and_those_that_go_and_that_it_is_over()
      throws Exception {
    var news = browser.send(mine("/api/news").build(), BodyHandlers.ofInputStream());
    assertThat(news.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    try (var lines =
        new BufferedReader(new InputStreamReader(news.body(), StandardCharsets.UTF_8))) {
      var first = nextWith(lines, "n/b", "calm");
      assertThat(first.path("pools")).hasSize(2);
      assertThat(first.path("now").asText()).isEqualTo("2026-01-01T12:00:00Z");

      source.pools("busy", "n/b");
      var second = nextWith(lines, "n/b", "busy");
      assertThat(second.path("whole").asBoolean()).isFalse();
      assertThat(second.path("gone")).extracting(JsonNode::asText).containsExactly("n/a");

      server.close();
      while (!next(lines).path("over").asBoolean()) {
        // what was on its way
      }
      assertThat(lines.readLine()).isEmpty();
      assertThat(lines.readLine()).isNull();
    }
  }

  @Test
  void keeps_what_it_knows_and_says_so_while_the_source_gives_no_answer() throws Exception {
    var news = browser.send(mine("/api/news").build(), BodyHandlers.ofInputStream());
    try (var lines =
        new BufferedReader(new InputStreamReader(news.body(), StandardCharsets.UTF_8))) {
      nextWith(lines, "n/a", "calm");
      source.answer(
          "/pools", new PoolSource.Reply(503, "Away.", "Nobody", List.of("It is asked again.")));
      var silence = next(lines);
      while (silence.path("missing").isEmpty()) {
        silence = next(lines);
      }
      assertThat(silence.path("missing").get(0).asText()).isEqualTo("It is asked again.");
      assertThat(silence.path("gone")).isEmpty();
    }
  }

  @Test
  void passes_on_what_the_source_has_of_a_pool_and_why_it_has_nothing() throws Exception {
    source.answer("/pools/n/a/timeline", "{\"at\":[]}");
    assertThat(get("/api/pools/n/a/timeline").body()).isEqualTo("{\"at\":[]}");
    assertThat(get("/api/pools/n/c").statusCode()).isEqualTo(404);
    assertThat(get("/api/pools/n/c").body()).isEqualTo("There is nothing.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/news", "/api/pools/n/a", "/api/actions/n/a", "/api/other"})
  void shows_nothing_to_who_was_not_given_its_address(String path) throws Exception {
    var guess = request(path).header("Authorization", "Bearer guessed").build();
    assertThat(stranger.send(guess, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    var answer = stranger.send(request(path).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("Open the address that the command has printed");
  }

  @Test
  void sets_no_cookie_for_servers_on_other_ports_would_get_it_and_can_be_opened_by_a_link()
      throws Exception {
    var link = request("/").header("Sec-Fetch-Site", "cross-site").build();
    var answer = stranger.send(link, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().map()).doesNotContainKey("Set-Cookie");
    assertThat(server.address().getQuery()).isNull();
    var fromElsewhere = mine("/api/pools/n/a").header("Sec-Fetch-Site", "cross-site").build();
    assertThat(browser.send(fromElsewhere, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
  }

  @Test
  void answers_to_no_other_name_so_that_no_other_site_reads_along() throws Exception {
    try (var socket = new Socket("127.0.0.1", server.address().getPort())) {
      var head = "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      var answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(answer.readLine()).contains("403");
    }
  }

  private HttpRequest.Builder action(String body) {
    return mine("/api/actions/n/a")
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  @Test
  void does_what_its_own_page_asks_for_and_says_what_came_of_it() throws Exception {
    assertThat(get("/api/actions/n/a").body()).contains("\"effect\":\"It keeps 5 pods.\"");
    var own =
        action("{\"action\":\"pin\",\"pods\":3}")
            .header("Origin", "http://127.0.0.1:" + server.address().getPort())
            .header("Sec-Fetch-Site", "same-origin")
            .build();
    assertThat(browser.send(own, BodyHandlers.ofString()).body()).isEqualTo("Done: n/a.\n");
    assertThat(actions.done).containsExactly("n/a pin 3");
  }

  @Test
  void does_nothing_for_another_site_for_a_stranger_or_for_a_form() throws Exception {
    var pause = "{\"action\":\"pause\"}";
    var forms =
        mine("/api/actions/n/a")
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(pause));
    for (var wrong :
        List.of(
            action(pause).header("Origin", "http://example.com"),
            action(pause).header("Sec-Fetch-Site", "cross-site"),
            action(pause).header("Sec-Fetch-Site", "same-site"),
            forms)) {
      var answer = browser.send(wrong.build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(403);
    }
    var unknown =
        request("/api/actions/n/a")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(pause));
    assertThat(stranger.send(unknown.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    assertThat(actions.done).isEmpty();
  }

  @Test
  void refuses_what_it_can_not_read_and_other_methods() throws Exception {
    assertThat(browser.send(action("no json").build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(400);
    var delete = mine("/api/actions/n/a").DELETE().build();
    assertThat(browser.send(delete, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    assertThat(actions.done).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/other", "/../page.js", "/%2e%2e/META-INF/MANIFEST.MF", "/page.js/"})
  void has_nothing_else(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void answers_while_a_thousand_connections_dribble() throws Exception {
    var dribbling = new ArrayList<Socket>();
    try {
      for (var i = 0; i < 1000; i++) {
        var socket = new Socket("127.0.0.1", server.address().getPort());
        dribbling.add(socket);
        socket.getOutputStream().write('G');
      }

      assertThat(get("/").statusCode()).isEqualTo(200);
    } finally {
      for (var socket : dribbling) {
        socket.close();
      }
    }
  }

  @Test
  void ends_connections_whose_request_does_not_come() throws Exception {
    var dribbling = new ArrayList<Socket>();
    try {
      for (var i = 0; i < 100; i++) {
        var socket = new Socket("127.0.0.1", server.address().getPort());
        dribbling.add(socket);
        socket.getOutputStream().write('G');
      }

      assertThat(dribbling).allMatch(socket -> isEnded(socket, Duration.ofMinutes(1)));
      // The JDK reads both limits at the same time; so many can't be opened here in ten seconds.
      assertThat(System.getProperty("jdk.httpserver.maxConnections")).isEqualTo("1024");
      assertThat(get("/").statusCode()).isEqualTo(200);
    } finally {
      for (var socket : dribbling) {
        socket.close();
      }
    }
  }

  private static boolean isEnded(Socket socket, Duration patience) {
    try {
      socket.setSoTimeout((int) patience.toMillis());
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void says_what_to_do_when_the_port_is_taken() {
    assertThatThrownBy(() -> UiServer.start(server.address().getPort(), "--port", contents, OFTEN))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--port: expected a free port");
  }

  @Test
  void is_for_everybody_on_this_machine_where_nothing_is_secret() throws Exception {
    try (var open = UiServer.startOpen(0, "--page-port", source, OFTEN)) {
      assertThat(open.address())
          .isEqualTo(URI.create("http://127.0.0.1:" + open.address().getPort() + "/"));
      var answer =
          stranger.send(HttpRequest.newBuilder(open.address()).build(), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      var pause =
          HttpRequest.newBuilder(open.address().resolve("/api/actions/n/a"))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"action\":\"pause\"}"))
              .build();
      assertThat(stranger.send(pause, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }
  }
}
