package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The health server")
class HealthServerTest {
  private final HealthServer server = HealthServer.start("127.0.0.1", 0);
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void saysOkWhileNothingIsWrong() throws Exception {
    server.probe("/livez", Optional::empty);
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/livez").body()).isEqualTo("ok\n");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    server.probe("/readyz", () -> Optional.of("the subscription is missing"));
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("the subscription is missing\n");
  }

  @Test
  void makesAPageForEachRequest() throws Exception {
    var visits = new AtomicInteger();
    server.page("/metrics", "text/plain", () -> "visit " + visits.incrementAndGet());
    get("/metrics");
    assertThat(get("/metrics").body()).isEqualTo("visit 2");
  }

  @Test
  void makesAPageThatHeedsAHeader() throws Exception {
    server.page("/statusz", "text/plain", "Pods", pods -> "[" + pods + "]");
    assertThat(get("/statusz").body()).isEqualTo("[]");
    var asked = request("/statusz").header("Pods", "7").build();
    assertThat(client.send(asked, BodyHandlers.ofString()).body()).isEqualTo("[7]");
  }

  @Test
  void takesAnOrderByPostAlone() throws Exception {
    var orders = new AtomicInteger();
    server.order("/cordon", orders::incrementAndGet);
    assertThat(get("/cordon").statusCode()).isEqualTo(405);
    assertThat(post("/cordon").statusCode()).isEqualTo(202);
    assertThat(orders).hasValue(1);
  }

  @Test
  void refusesAPostToAPage() throws Exception {
    server.page("/statusz", "application/json", () -> "{}");
    var refused = post("/statusz");
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(refused.headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void saysWhichAddressIsTaken() {
    assertThatThrownBy(() -> HealthServer.start("127.0.0.1", server.port()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("127.0.0.1:" + server.port());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).GET().build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path) throws IOException, InterruptedException {
    return client.send(
        request(path).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }
}
