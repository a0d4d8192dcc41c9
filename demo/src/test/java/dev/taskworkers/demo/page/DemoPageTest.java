package dev.taskworkers.demo.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.demo.DemoFault;
import dev.taskworkers.demo.DemoOptions;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.simulation.workloads.Trace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The demo's page")
class DemoPageTest {
  private static final DemoOptions OPTIONS =
      new DemoOptions(
          Trace.builtIn(),
          8,
          Duration.ofMinutes(10),
          10,
          5,
          4,
          20,
          ArrivalsMode.Auto,
          List.of(DemoFault.parse("workers-unheard@60+120"), DemoFault.parse("kill-worker@90")),
          List.of());

  private final DemoPage page = DemoPage.start(0, OPTIONS);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void end() {
    page.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(page.address().resolve(path)).build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/page.css",
        "/page.js",
        "/charts.js",
        "/icon.svg",
        "/uplot.js",
        "/uplot.css"
      })
  void has_all_its_files_here_and_lets_no_script_in_from_elsewhere(String path) throws Exception {
    var answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isNotEmpty().doesNotContain("https://cdn");
    assertThat(answer.headers().firstValue("Content-Security-Policy"))
        .hasValue("default-src 'self'; frame-ancestors 'none'");
  }

  @Test
  void is_less_than_150_kilobytes() throws Exception {
    var bytes = 0;
    for (var path :
        List.of("/", "/page.css", "/page.js", "/charts.js", "/uplot.js", "/uplot.css")) {
      bytes += get(path).body().getBytes(StandardCharsets.UTF_8).length;
    }
    assertThat(bytes).isLessThan(150_000);
  }

  @Test
  void knows_what_will_go_wrong_and_when() throws Exception {
    var json = new ObjectMapper().readTree(get("/setting").body());
    assertThat(json.at("/disturbances/0/kind").asText()).isEqualTo("workers-unheard");
    assertThat(json.at("/disturbances/0/from").asDouble()).isEqualTo(60);
    assertThat(json.at("/disturbances/0/to").asDouble()).isEqualTo(180);
    assertThat(json.at("/disturbances/1/to").asDouble()).isEqualTo(90);
  }

  @Test
  void tells_what_was_seen_what_comes_and_that_it_is_over() throws Exception {
    page.show(Frames.at(Duration.ZERO));
    var news =
        client.send(
            HttpRequest.newBuilder(page.address().resolve("/news")).build(),
            BodyHandlers.ofInputStream());
    assertThat(news.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    try (var lines =
        new BufferedReader(new InputStreamReader(news.body(), StandardCharsets.UTF_8))) {
      var first = next(lines);
      assertThat(first.at("/points/0/unfinished").asInt()).isEqualTo(7);
      assertThat(first.at("/changes/0/message").asText()).isEqualTo(Frames.HOSTILE);
      page.show(Frames.at(Duration.ofSeconds(1)));
      var second = next(lines);
      assertThat(second.at("/from").asInt()).isEqualTo(1);
      assertThat(second.at("/points/0/at").asDouble()).isEqualTo(1);
      page.close();
      assertThat(next(lines).at("/over").asBoolean()).isTrue();
      assertThat(lines.readLine()).isEmpty();
      assertThat(lines.readLine()).isNull();
    }
  }

  private static JsonNode next(BufferedReader lines) throws IOException {
    var line = lines.readLine();
    while (!line.startsWith("data: ")) {
      line = lines.readLine();
    }
    return new ObjectMapper().readTree(line.substring("data: ".length()));
  }

  @Test
  void answers_to_no_other_name_so_that_no_other_site_reads_along() throws Exception {
    try (var socket = new Socket("127.0.0.1", page.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /setting HTTP/1.1\r\nHost: example.com\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      var answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(answer.readLine()).contains("403");
    }
  }

  @Test
  void can_only_be_read() throws Exception {
    var post = HttpRequest.newBuilder(page.address()).POST(BodyPublishers.ofString("{}")).build();
    assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/other", "/../page.js", "/%2e%2e/META-INF/MANIFEST.MF", "/page.js/"})
  void has_nothing_else(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void says_what_to_do_when_the_port_is_taken() {
    assertThatThrownBy(() -> DemoPage.start(page.address().getPort(), OPTIONS))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--page-port: expected a free port");
  }

  @Test
  void is_at_an_address_of_this_machine_alone() {
    assertThat(page.address())
        .isEqualTo(URI.create("http://127.0.0.1:" + page.address().getPort() + "/"));
  }
}
