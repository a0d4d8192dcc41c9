// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.slf4j.LoggerFactory;

@Label("The log of what a program writes")
class OutputLogTest {
  @Property(tries = 100, seed = "1")
  @Label(
      "has every line of it, the last one without an end too, and of a long one the beginning and how much is left out")
  void has_every_line(
      @ForAll @Size(min = 1, max = 6) List<@AlphaChars @StringLength(max = 10_000) String> lines) {
    var expected =
        lines.stream()
            .map(
                line ->
                    line.length() > 8192
                        ? line.substring(0, 8192)
                            + " … (%d more bytes)".formatted(line.length() - 8192)
                        : line)
            .map(line -> "[t out] " + line)
            .collect(Collectors.toList());
    if (lines.get(lines.size() - 1).isEmpty()) {
      expected.remove(expected.size() - 1);
    }
    assertThat(logged(String.join("\n", lines))).isEqualTo(expected);
  }

  @Property(tries = 1)
  @Label("shows what could drive a terminal by its number")
  void shows_control_characters() {
    assertThat(logged("a\tb\u001b[2Jc\u009b\r\nü"))
        .containsExactly("[t out] a\tb\\u001b[2Jc\\u009b\\u000d", "[t out] ü");
  }

  @Property(tries = 1)
  @Label("ends with a word about the rest when it is full, by empty lines too")
  void ends_when_full() {
    assertThat(logged("\n".repeat(100_000)))
        .hasSizeLessThan(11_000)
        .last()
        .isEqualTo("[t] The task has filled 1 MiB of the log; the rest is not logged.");
    assertThat(logged("x".repeat(3_000_000))).hasSize(1);
  }

  @Property(tries = 1)
  @Label("goes on in the tail when it is full")
  void leaves_the_tail_alone() {
    var tail = new Tail();
    copy("line\n".repeat(500_000) + "the end", tail);
    assertThat(tail.text()).hasSize(4096).endsWith("the end");
  }

  private static List<String> logged(String output) {
    return copy(output, new Tail());
  }

  private static List<String> copy(String output, Tail tail) {
    var logger = (Logger) LoggerFactory.getLogger(OutputLog.class);
    var seen = new ListAppender<ILoggingEvent>();
    var level = logger.getLevel();
    seen.start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(seen);
    try {
      var bytes = output.getBytes(StandardCharsets.UTF_8);
      new OutputLog("t").copy(new ByteArrayInputStream(bytes), "out", tail);
    } finally {
      logger.detachAppender(seen);
      logger.setAdditive(true);
      logger.setLevel(level);
    }
    return seen.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
