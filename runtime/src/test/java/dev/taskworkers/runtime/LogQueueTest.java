// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.KeyValuePair;

@DisplayName("The queue of the log")
@Timeout(60)
class LogQueueTest {
  private static final Duration LONG = Duration.ofSeconds(50);

  private final LoggerContext context = new LoggerContext();
  private final Stream stream = new Stream();
  private final LogQueue queue = new LogQueue(encoder(), line -> stream, line -> false);

  /** A stream that nobody reads until it is told so. */
  private static final class Stream extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CountDownLatch asked = new CountDownLatch(1);
    private CountDownLatch read = new CountDownLatch(0);

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] some, int from, int length) {
      asked.countDown();
      try {
        read.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      bytes.write(some, from, length);
    }

    String text() {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }

  @BeforeEach
  void prepare() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    queue.setContext(context);
  }

  @AfterEach
  void stop() {
    stream.read.countDown();
    queue.stop();
  }

  @Test
  void writes_lines_in_their_order() {
    queue.start();
    say("a");
    say("b");
    queue.flush(LONG);
    assertThat(stream.text()).isEqualTo("INFO a\nINFO b\n");
  }

  @Test
  void drops_what_does_not_fit_while_nobody_reads_and_says_so_afterwards() throws Exception {
    stream.read = new CountDownLatch(1);
    queue.start();
    say("first");
    stream.asked.await();
    for (int line = 0; line < LogQueue.MOST_LINES + 7; line++) {
      say("line " + line);
    }
    assertThat(queue.dropped()).isEqualTo(7);
    stream.read.countDown();
    queue.flush(LONG);
    assertThat(stream.text().lines())
        .hasSize(LogQueue.MOST_LINES + 2)
        .startsWith(
            "INFO first",
            "WARN 7 log lines are missing here, because they came faster than they were read.",
            "INFO line 0");
  }

  /** Where each single line found room in time, all lines together waited without an end. */
  @Test
  void makes_nobody_wait_for_long_where_it_is_read_slowly_but_steadily() throws Exception {
    var reader = new Semaphore(0);
    var slow = new LogQueue(encoder(), line -> readBy(reader), line -> true);
    slow.setContext(context);
    slow.start();
    for (int line = 0; line < LogQueue.MOST_LINES; line++) {
      slow.doAppend(event("line"));
    }
    while (slow.dropped() == 0) {
      reader.release();
      slow.doAppend(event("line that finds room"));
    }
    for (int line = 0; line < LogQueue.MOST_LINES; line++) {
      slow.doAppend(event("line that finds none"));
    }
    assertThat(slow.dropped()).isGreaterThanOrEqualTo(LogQueue.MOST_LINES - 2);
    reader.release(1_000_000_000);
    slow.flush(LONG);
    assertThat(stream.text()).contains("log lines are missing here");
    slow.stop();
  }

  private OutputStream readBy(Semaphore reader) {
    return new FilterOutputStream(stream) {
      @Override
      public void write(byte[] some) throws IOException {
        reader.acquireUninterruptibly();
        out.write(some);
      }
    };
  }

  static List<Arguments> longLines() {
    var text = "x".repeat(LogQueue.MOST_BYTES / 10);
    var caused = new IllegalStateException("short", new IllegalStateException(text));
    var suppressing = new IllegalStateException("short");
    suppressing.addSuppressed(new IllegalStateException(text));
    var deep = new IllegalStateException("short");
    deep.setStackTrace(
        Collections.nCopies(LogQueue.MOST_BYTES / 190, new StackTraceElement("C", "m", "C.java", 1))
            .toArray(StackTraceElement[]::new));
    return List.of(
        named("its message", line -> line.setMessage(text)),
        named("an attribute", line -> line.addKeyValuePair(new KeyValuePair("key", text))),
        named("its thread's attributes", line -> line.setMDCPropertyMap(Map.of("key", text))),
        named(
            "an exception", line -> line.setThrowableProxy(new ThrowableProxy(caused.getCause()))),
        named("its cause", line -> line.setThrowableProxy(new ThrowableProxy(caused))),
        named(
            "what it suppresses", line -> line.setThrowableProxy(new ThrowableProxy(suppressing))),
        named("its stack", line -> line.setThrowableProxy(new ThrowableProxy(deep))));
  }

  private static Arguments named(String what, Consumer<LoggingEvent> addition) {
    return Arguments.of(Named.of(what, addition));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("longLines")
  void is_bounded_in_its_bytes_whatever_they_are_of(Consumer<LoggingEvent> addition)
      throws Exception {
    stream.read = new CountDownLatch(1);
    var all = new LogQueue(encoder("%msg %kvp %mdc%n%ex"), line -> stream, line -> false);
    all.setContext(context);
    all.start();
    all.doAppend(event("first"));
    stream.asked.await();
    for (int line = 0; line < 12; line++) {
      var event = event(null);
      addition.accept(event);
      all.doAppend(event);
    }
    assertThat(all.dropped()).isBetween(1L, 3L);
    stream.read.countDown();
    all.stop();
  }

  @Test
  void writes_what_an_attribute_was_when_the_line_came() throws Exception {
    stream.read = new CountDownLatch(1);
    var telling = telling();
    telling.doAppend(event("first", "first"));
    stream.asked.await();
    var value = new StringBuilder("before");
    telling.doAppend(event("line", value));
    value.append(" and after");
    stream.read.countDown();
    telling.stop();
    assertThat(stream.text()).endsWith("line key=\"before\"\n");
  }

  @Test
  void counts_a_line_that_can_not_be_told_and_spares_who_writes_it() {
    var telling = telling();
    telling.doAppend(
        event(
            "line",
            untold(
                () -> {
                  throw new IllegalStateException("no text");
                })));
    telling.doAppend(event("line", untold(StackOverflowError::new)));
    assertThat(telling.dropped()).isEqualTo(2);
    telling.doAppend(event("next", "told"));
    telling.stop();
    assertThat(stream.text()).contains("2 log lines are missing").endsWith("key=\"told\"\n");
  }

  /** One that tells attributes, too. */
  private LogQueue telling() {
    var telling = new LogQueue(encoder("%msg %kvp%n"), line -> stream, line -> false);
    telling.setContext(context);
    telling.start();
    return telling;
  }

  private static Object untold(Supplier<? extends Error> problem) {
    return new Object() {
      @Override
      public String toString() {
        throw problem.get();
      }
    };
  }

  private LoggingEvent event(String text, Object attribute) {
    var event = event(text);
    event.addKeyValuePair(new KeyValuePair("key", attribute));
    return event;
  }

  @Test
  void outlives_a_stream_that_fails() {
    var failing =
        new LogQueue(
            encoder(),
            line -> {
              throw new IllegalStateException("closed");
            },
            line -> false);
    failing.setContext(context);
    failing.start();
    failing.doAppend(event("a"));
    failing.doAppend(event("b"));
    failing.flush(LONG);
    assertThat(failing.dropped()).isPositive();
    failing.stop();
  }

  private void say(String text) {
    queue.doAppend(event(text));
  }

  private LoggingEvent event(String text) {
    return new LoggingEvent("", context.getLogger("test"), Level.INFO, text, null, null);
  }

  private PatternLayoutEncoder encoder() {
    return encoder("%level %msg%n");
  }

  private PatternLayoutEncoder encoder(String pattern) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(pattern);
    encoder.start();
    return encoder;
  }
}
