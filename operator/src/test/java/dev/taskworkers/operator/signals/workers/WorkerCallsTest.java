// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.protocol.OrderProof;
import dev.taskworkers.protocol.WorkerEndpoints;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Of exchanges with workers, as their side sees them,")
@Timeout(180)
class WorkerCallsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration A_MOMENT = Duration.ofMillis(50);

  private ServerSocket worker;
  private WorkerCalls calls;

  @BeforeEach
  void listen() throws IOException {
    worker = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    calls = new WorkerCalls(1, PATIENCE);
  }

  @AfterEach
  void stop() throws IOException {
    calls.close();
    worker.close();
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(worker.getInetAddress(), worker.getLocalPort());
  }

  private WorkerCall question() {
    return WorkerCall.get(address(), WorkerEndpoints.STATUSZ);
  }

  private WorkerCall order(String path) {
    var proof = new OrderProof("u", Instant.EPOCH, 1, "key", "signature");
    return WorkerCall.post(address(), path, "", proof);
  }

  /** Reads the request and returns its first line. */
  private static String request(Socket connection) throws IOException {
    var read = new StringBuilder();
    while (read.indexOf("\r\n\r\n") < 0) {
      read.append((char) connection.getInputStream().read());
    }
    return read.substring(0, read.indexOf("\r\n"));
  }

  private static void answer(Socket connection) throws IOException {
    connection.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n{}".getBytes(US_ASCII));
    connection.shutdownOutput();
  }

  @Test
  void one_that_was_answered_leaves_no_connection_to_be_remembered() throws IOException {
    var body = calls.send(question());
    try (var connection = worker.accept()) {
      request(connection);
      answer(connection);

      assertThat(body.join()).asString(US_ASCII).isEqualTo("{}");
      // An ordinary end would read as the end of the stream.
      assertThatThrownBy(() -> connection.getInputStream().read())
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void so_many_are_open_at_once_and_orders_have_the_next_turns_in_which_they_were_given()
      throws IOException {
    var first = calls.send(question());
    try (var connection = worker.accept()) {
      request(connection);
      var second = calls.send(question());
      var paths = List.of(WorkerEndpoints.CORDON, WorkerEndpoints.SHARE);
      var orders = paths.stream().map(path -> calls.sendNext(order(path))).toList();
      answer(connection);
      first.join();
      for (var i = 0; i < paths.size(); i++) {
        try (var next = worker.accept()) {
          assertThat(request(next)).isEqualTo("POST " + paths.get(i) + " HTTP/1.0");
          assertThat(second).isNotDone();
          answer(next);
          orders.get(i).join();
        }
      }
    }
  }

  @Test
  void one_that_gets_no_answer_in_time_makes_room_for_the_next() throws IOException {
    try (var hasty = new WorkerCalls(1, A_MOMENT)) {
      var first = hasty.send(question());
      var second = hasty.send(question());

      assertThat(first).failsWithin(PATIENCE).withThrowableThat().withMessageContaining("in time");
      assertThat(second).failsWithin(PATIENCE);
    }
  }

  @Test
  void one_that_nobody_takes_fails_and_makes_room_for_the_next() throws IOException {
    var nobody = WorkerCall.get(new InetSocketAddress("127.0.0.2", 1), WorkerEndpoints.STATUSZ);
    var refused = calls.send(nobody);
    var next = calls.send(question());

    assertThat(refused).failsWithin(PATIENCE);
    try (var connection = worker.accept()) {
      request(connection);
      answer(connection);
      assertThat(next).succeedsWithin(PATIENCE);
    }
  }

  @Test
  void what_is_open_or_waits_is_given_up_when_the_operator_ends() throws IOException {
    var open = calls.send(question());
    var waiting = calls.send(question());
    try (var connection = worker.accept()) {
      request(connection);
      calls.close();

      for (var call : List.of(open, waiting)) {
        assertThat(call).failsWithin(PATIENCE).withThrowableThat().withMessageContaining("ends");
      }
    }
  }
}
