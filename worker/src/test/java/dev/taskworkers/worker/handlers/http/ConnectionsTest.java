// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.protocol.HttpFormat;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import dev.taskworkers.worker.handlers.StatusRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A connection to the container beside the worker")
@Timeout(60)
class ConnectionsTest {
  private final VirtualTimer timer = new VirtualTimer();

  @Test
  void that_finds_no_place_in_the_servers_queue_is_not_told_as_a_server_that_does_not_listen()
      throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var first = new Socket(server.getInetAddress(), server.getLocalPort());
        var second = new Socket(server.getInetAddress(), server.getLocalPort())) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      var url = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");

      assertThat(new TaskServer(url, timer).notReady())
          .hasValueSatisfying(why -> assertThat(why).contains("its queue of connections is full"));
    }
  }

  @Test
  void goes_to_the_first_address_of_the_servers_name_at_which_it_listens() throws Exception {
    try (var server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      var addresses =
          List.of(InetAddress.getByName("127.0.0.2"), InetAddress.getByName("127.0.0.1"));
      var connection = Connection.to(addresses, server.getLocalPort(), Duration.ofSeconds(10));
      assertThat(connection.isSilent()).isTrue();
      connection.close();
    }
  }

  @DisplayName("is used again after an answer")
  @ParameterizedTest(name = "of {0} bytes")
  @ValueSource(ints = {0, 100, 5_000, 70_000, 1_000_000})
  void is_used_again(int bytes) throws Exception {
    try (var server = new Connections(bytes, Integer.MAX_VALUE)) {
      var handler = handler(server);
      for (int task = 0; task < 20; task++) {
        assertThat(handler.handle(Tasks.of("x"), new TestContext())).isEqualTo(Outcome.ack());
      }
      assertThat(server.opened()).isEqualTo(1);
    }
  }

  @Test
  void is_given_up_after_an_answer_that_is_longer_than_another_one_costs() throws Exception {
    try (var server = new Connections(AnswerReader.LONGEST_READ + 10_000, Integer.MAX_VALUE)) {
      var handler = handler(server);
      for (int task = 0; task < 3; task++) {
        assertThat(handler.handle(Tasks.of("x"), new TestContext())).isEqualTo(Outcome.ack());
        server.awaitEnd();
      }
      assertThat(server.opened()).isEqualTo(3);
    }
  }

  @Test
  void is_given_up_before_the_server_does_so_when_nobody_uses_it() throws Exception {
    try (var server = new Connections(10, Integer.MAX_VALUE)) {
      var handler = handler(server);
      handler.handle(Tasks.of("x"), new TestContext());
      timer.advance(IdleConnections.KEPT.minusMillis(1));
      handler.handle(Tasks.of("x"), new TestContext());
      assertThat(server.opened()).isEqualTo(1);
      timer.advance(IdleConnections.KEPT);
      server.awaitEnd();
      handler.handle(Tasks.of("x"), new TestContext());
      assertThat(server.opened()).isEqualTo(2);
    }
  }

  @Test
  void serves_no_other_task_after_one_that_was_cancelled() throws Exception {
    try (var server = new Connections(10, Integer.MAX_VALUE)) {
      var handler = handler(server);
      handler.handle(Tasks.of("x"), new TestContext());
      var cancelled = new TestContext();
      cancelled.cancel();
      assertThat(handler.handle(Tasks.of("x"), cancelled)).isInstanceOf(Outcome.Retry.class);
      var late = new TestContext();
      assertThat(handler.handle(Tasks.of("x"), late)).isEqualTo(Outcome.ack());
      late.cancel();
      assertThat(handler.handle(Tasks.of("x"), new TestContext())).isEqualTo(Outcome.ack());
      assertThat(server.opened()).isEqualTo(1);
    }
  }

  @Test
  void costs_no_attempt_when_the_server_ends_it_after_each_answer() throws Exception {
    try (var server = new Connections(10, 1)) {
      var handler = handler(server);
      for (int task = 0; task < 50; task++) {
        assertThat(handler.handle(Tasks.of("x"), new TestContext())).isEqualTo(Outcome.ack());
      }
    }
  }

  @Test
  void is_not_tried_again_when_it_was_a_new_one() throws IOException {
    try (var server = new Connections(10, 0)) {
      var handler = handler(server);
      assertThatThrownBy(() -> handler.handle(Tasks.of("x"), new TestContext()))
          .isInstanceOf(NoAnswerException.class);
      assertThat(server.opened()).isEqualTo(1);
    }
  }

  @Test
  void is_not_tried_again_when_it_was_a_new_one_although_another_one_was_answered_of_late()
      throws Exception {
    try (var server = Connections.answeringOnce()) {
      var handler = handler(server);
      assertThat(handler.handle(Tasks.of("x"), new TestContext())).isEqualTo(Outcome.ack());
      assertThatThrownBy(() -> handler.handle(Tasks.of("poison"), new TestContext()))
          .isInstanceOf(NoAnswerException.class);
      assertThat(server.opened()).isEqualTo(2);
    }
  }

  @Test
  void may_have_ended_by_the_task_when_no_other_comes_up_after_it() throws Exception {
    try (var server = Connections.endingAtTheNext(Connections::die)) {
      var handler = handler(server);
      assertThat(handler.handle(Tasks.of("x"), new TestContext())).isEqualTo(Outcome.ack());
      assertThat(begun(handler)).isTrue();
    }
  }

  @DisplayName("that was used before may have ended by the task, unless it ends at once")
  @ParameterizedTest(name = "after {0} ms: {1}")
  @CsvSource({"0, false", "1000, false", "1001, true"})
  void may_have_ended_by_the_task_when_it_ends_late(int millis, boolean begun) throws Exception {
    try (var server =
        Connections.endingAtTheNext(itself -> timer.advance(Duration.ofMillis(millis)))) {
      var handler = handler(server);
      assertThat(handler.handle(Tasks.of("x"), new TestContext())).isEqualTo(Outcome.ack());
      if (begun) {
        assertThat(begun(handler)).isTrue();
      } else {
        assertThat(handler.handle(Tasks.of("x"), new TestContext())).isEqualTo(Outcome.ack());
      }
      assertThat(server.opened()).isEqualTo(begun ? 1 : 2);
    }
  }

  @DisplayName("that was used before and ends with a time-out of the server had none for the task")
  @ParameterizedTest(name = "{0}, after {1} ms: {2} connections")
  @CsvSource({
    "408 Request Timeout|Connection: close, 0, 2",
    "408 Request Timeout|Connection: close, 1001, 1",
    "408 Request Timeout|X: y, 0, 1",
    "503 Service Unavailable|Connection: close, 0, 1"
  })
  void had_no_answer_for_the_task_when_it_ends_with_a_time_out(
      String answer, int millis, int connections) throws Exception {
    var last = "HTTP/1.1 " + answer.replace("|", "\r\n") + "\r\nContent-Length: 0\r\n\r\n";
    try (var server =
        Connections.endingWith(last, itself -> timer.advance(Duration.ofMillis(millis)))) {
      var handler = handler(server);
      assertThat(handler.handle(Tasks.of("x"), new TestContext())).isEqualTo(Outcome.ack());
      var outcome = handler.handle(Tasks.of("x"), new TestContext());
      assertThat(outcome instanceof Outcome.Ack).isEqualTo(connections == 2);
      assertThat(server.opened()).isEqualTo(connections);
    }
  }

  @DisplayName("is given up when the server says more than one answer")
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "Content-Length: 0||HTTP/1.1 200 OK|Content-Length: 0||",
        "Content-Length: 2||abc",
        "Transfer-Encoding: chunked||0||HTTP/1.1 200 OK|Content-Length: 0||"
      })
  void is_given_up_when_there_is_more(String rest) throws Exception {
    try (var server = Connections.saying(rest.replace("|", "\r\n"))) {
      var handler = handler(server);
      for (int task = 0; task < 3; task++) {
        assertThat(handler.handle(Tasks.of("x"), new TestContext())).isEqualTo(Outcome.ack());
        server.awaitEnd();
      }
      assertThat(server.opened()).isEqualTo(3);
    }
  }

  @Test
  void is_not_used_again_once_the_server_has_ended_it() throws Exception {
    try (var server = new Connections(0, 1)) {
      var address = server.address(timer);
      var connection = address.connect();
      connection.exchange(new Request(Map.of(), new Body()), address.url(), 0);
      address.idle().add(connection);
      while (connection.isSilent()) {
        Thread.onSpinWait();
      }
      assertThat(address.idle().take()).isEmpty();
    }
  }

  private static boolean begun(HttpHandler handler) throws InterruptedException {
    try {
      throw new AssertionError(handler.handle(Tasks.of("poison"), new TestContext()));
    } catch (NoAnswerException e) {
      return e.begun();
    }
  }

  private HttpHandler handler(Connections server) {
    return new HttpHandler(
        server.address(timer),
        HttpFormat.CloudEvents,
        StatusRules.NONE,
        "projects/p/subscriptions/s");
  }
}
