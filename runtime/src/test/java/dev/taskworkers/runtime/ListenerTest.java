// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread of all connections, where memory runs out on it or it stands still. */
@Timeout(120)
final class ListenerTest {
  /** Milliseconds; nothing here takes a hundredth of them. */
  private static final int PATIENCE = 90_000;

  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static void runOut() {
    throw new OutOfMemoryError("this is a test");
  }

  private static String asked(Listener listener) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.setSoTimeout(PATIENCE);
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static void answer(Exchange exchange) {
    exchange.send(Response.text(200, "ok"));
  }

  @Test
  void answers_go_on_after_one_for_which_memory_has_run_out() throws Exception {
    Consumer<Exchange> handler =
        exchange -> {
          exchange.whenEnded(ListenerTest::runOut);
          answer(exchange);
        };
    try (var listener = Listener.open(ANY, handler)) {
      for (var i = 0; i < 3; i++) {
        assertThat(asked(listener)).endsWith("ok");
      }
    }
  }

  /** Else the page that it was about would keep its place for ever. */
  @Test
  void all_that_waits_for_the_end_of_an_answer_hears_of_it() throws Exception {
    var heard = new CountDownLatch(2);
    Consumer<Exchange> handler =
        exchange -> {
          exchange.whenEnded(heard::countDown);
          exchange.whenEnded(ListenerTest::runOut);
          exchange.whenEnded(heard::countDown);
          answer(exchange);
        };
    try (var listener = Listener.open(ANY, handler)) {
      assertThat(asked(listener)).endsWith("ok");

      heard.await();
    }
  }

  /** As with SIGSTOP, or on a machine that has too much to do. */
  @Test
  void a_request_that_comes_while_the_thread_stands_still_is_answered_afterwards()
      throws Exception {
    var ahead = new AtomicLong();
    var standsStill = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    Consumer<Exchange> handler =
        exchange -> {
          if (exchange.request().path().equals("/stop")) {
            standsStill.countDown();
            awaitUninterruptibly(goOn);
          }
          answer(exchange);
        };
    try (var listener = Listener.open(ANY, handler, ahead::get);
        var late = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        var stop = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      // Connections are accepted in their order.
      assertThat(asked(listener)).endsWith("ok");
      stop.getOutputStream().write("GET /stop HTTP/1.1\r\n\r\n".getBytes(UTF_8));
      standsStill.await();
      late.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
      ahead.set(Duration.ofSeconds(10).toNanos());
      goOn.countDown();

      assertThat(new String(late.getInputStream().readAllBytes(), UTF_8)).endsWith("ok");
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
