package dev.taskworkers.operator.workers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One exchange with a worker, as the worker's side sees it. */
final class WorkerCallTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void an_answer_that_was_read_leaves_no_connection_to_be_remembered() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var calls = new WorkerCalls(PATIENCE)) {
      var address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
      var body = calls.send(WorkerCall.get(address, "/statusz", 1));
      try (var worker = server.accept()) {
        answer(worker, "HTTP/1.1 200 OK\r\n\r\n{}");

        assertThat(body.join()).asString(US_ASCII).isEqualTo("{}");
        // An ordinary end would read as the end of the stream.
        assertThatThrownBy(() -> worker.getInputStream().read())
            .isInstanceOf(SocketException.class);
      }
    }
  }

  @Test
  void what_is_open_is_given_up_when_the_operator_ends() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
      var calls = new WorkerCalls(PATIENCE);
      var body = calls.send(WorkerCall.post(address, "/cordon"));
      server.accept().close();
      var later = calls.send(WorkerCall.post(address, "/cordon"));
      calls.close();

      assertThat(body).failsWithin(PATIENCE);
      assertThat(later).failsWithin(PATIENCE);
    }
  }

  private static void answer(Socket worker, String answer) throws IOException {
    var request = worker.getInputStream();
    var read = new StringBuilder();
    while (read.indexOf("\r\n\r\n") < 0) {
      read.append((char) request.read());
    }
    worker.getOutputStream().write(answer.getBytes(US_ASCII));
    worker.shutdownOutput();
  }
}
