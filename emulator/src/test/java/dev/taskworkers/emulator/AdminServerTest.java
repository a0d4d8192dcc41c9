// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.emulator.transport.FaultKind;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.threeten.extra.MutableClock;

/** The admin port. */
final class AdminServerTest {
  private final MutableClock clock = MutableClock.epochUTC();
  private final LocalCloud cloud = LocalCloud.start(CloudOptions.undisturbed(), clock);
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    cloud.close();
  }

  private HttpResponse<String> call(String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + cloud.adminPort() + path))
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Host: 127.0.0.1:8087, 200",
    "Host: localhost, 200",
    "Host: localhost:8087;Origin: http://localhost:3000, 200",
    "Host: rebound.example, 403",
    "Host: localhost.example:8087, 403",
    "Host: 127.0.0.1:8087;Origin: https://site.example, 403",
    "Host: 127.0.0.1:8087;Origin: null, 403",
  })
  void a_page_of_another_site_can_set_no_fault(String head, String status) throws Exception {
    var body = "{\"kind\":\"monitoring-silent\"}";
    try (var socket = new Socket("127.0.0.1", cloud.adminPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /faults HTTP/1.1\r\n%s\r\nContent-Type: text/plain\r\n"
                      + "Content-Length: %d\r\nConnection: close\r\n\r\n%s")
                  .formatted(head.replace(";", "\r\n"), body.length(), body)
                  .getBytes(UTF_8));
      var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 " + status);
      assertThat(cloud.faults().active()).hasSize(status.equals("200") ? 1 : 0);
    }
  }

  @Test
  void a_fault_is_set_listed_and_over_in_time() throws Exception {
    var set = call("POST", "/faults", "{\"kind\":\"monitoring-silent\",\"seconds\":600}");

    assertThat(set.statusCode()).isEqualTo(200);
    assertThat(set.body())
        .contains("\"kind\":\"monitoring-silent\"", "\"until\":\"1970-01-01T00:10:00Z\"");
    assertThat(call("GET", "/faults", "").body()).isEqualTo("[" + set.body() + "]");

    clock.add(Duration.ofSeconds(600));
    assertThat(call("GET", "/faults", "").body()).isEqualTo("[]");
  }

  @Test
  void a_fault_can_concern_one_region() throws Exception {
    var set = call("POST", "/faults", "{\"kind\":\"monitoring-gap\",\"region\":\"us-east1\"}");

    assertThat(set.body()).contains("\"region\":\"us-east1\"");
    assertThat(cloud.faults().concern(FaultKind.MONITORING_GAP, "us-east1")).isTrue();
    assertThat(cloud.faults().concern(FaultKind.MONITORING_GAP, "europe-west1")).isFalse();
  }

  @Test
  void faults_are_cleared_by_kind_or_all_at_once() throws Exception {
    cloud.faults().set(FaultKind.MONITORING_429);
    cloud.faults().set(FaultKind.MONITORING_GAP);
    cloud.faults().set(FaultKind.DOORBELL_SILENT);

    call("DELETE", "/faults/monitoring-429", "");
    assertThat(cloud.faults().active()).hasSize(2);

    call("DELETE", "/faults", "");
    assertThat(cloud.faults().active()).isEmpty();
  }

  @Test
  void the_truth_about_subscriptions_can_be_read() throws Exception {
    try (var account = Account.at("127.0.0.1:" + cloud.pubsubPort(), Duration.ofSeconds(5))) {
      var topic = account.newTopic();
      var subscription = account.newSubscription(topic);
      account.publish(topic, "a");

      assertThat(call("GET", "/subscriptions", "").body())
          .contains("\"name\":\"" + subscription + "\"", "\"undelivered\":1", "\"leased\":0");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"kind\":\"no-such-fault\"}                      | expected one of monitoring-silent",
        "{\"kind\":\"monitoring-429\",\"seconds\":-1}      | seconds to be a number above 0",
        "{\"kind\":\"monitoring-429\",\"second\":1}        | Unknown field 'second'",
        "[1]                                               | Expected a JSON object",
        "not json                                          | The body is not JSON"
      })
  void bad_input_gets_a_sentence(String body, String sentence) throws Exception {
    var response = call("POST", "/faults", body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains(sentence);
  }

  @Test
  void a_thousand_clients_that_dribble_keep_nobody_from_an_answer() throws Exception {
    var dribbling = new ArrayList<Socket>();
    try {
      for (var i = 0; i < 1000; i++) {
        var socket = new Socket("127.0.0.1", cloud.adminPort());
        dribbling.add(socket);
        socket
            .getOutputStream()
            .write("POST /faults HTTP/1.1\r\nContent-Length: 9\r\n\r\n{".getBytes(UTF_8));
      }

      assertThat(call("GET", "/", "").statusCode()).isEqualTo(200);
    } finally {
      for (var socket : dribbling) {
        socket.close();
      }
    }
  }

  @Test
  void an_unknown_path_is_not_found() throws Exception {
    assertThat(call("GET", "/nothing", "").statusCode()).isEqualTo(404);
    assertThat(call("GET", "/", "").statusCode()).isEqualTo(200);
  }
}
