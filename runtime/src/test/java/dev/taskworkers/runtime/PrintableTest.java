// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a terminal gets of text from outside. */
final class PrintableTest {
  @DisplayName("is shown by its number")
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "an escape sequence, a\u001b[2J, a\\u001b[2J",
    "a sequence of one character, a\u009b31m, a\\u009b31m",
    "an end of a line, 'a\nb', a\\u000ab",
    "a line that is written over, 'a\rb', a\\u000db",
    "the end of a line by another name, a\u2028b, a\\u2028b",
    "text from right to left, a\u202egpj.exe, a\\u202egpj.exe",
    "the end of an embedding, a\u2069b, a\\u2069b",
    "a mark of direction, a\u200fb, a\\u200fb",
    "a character without width, pay\u200bments, pay\\u200bments",
    "a mark of byte order, \ufeffa, \\ufeffa",
    "a tag, ok\udb40\udc41b, ok\\udb40\\udc41b",
    "a selector of a variant, a\ufe0fb, a\\ufe0fb",
    "a selector of a rare variant, a\udb40\udd00b, a\\udb40\\udd00b",
    "a filler, a\u3164\u115f\uffa0b, a\\u3164\\u115f\\uffa0b",
    "a joiner of graphemes, a\u034fb, a\\u034fb",
    "a beam of musical notes, a\ud834\udd73b, a\\ud834\\udd73b",
  })
  void escaped(String what, String text, String shown) {
    assertThat(Printable.of(text)).isEqualTo(shown);
  }

  @Test
  void what_everybody_writes_stays_as_it_is() {
    var text = "Größe 7\t€ 漢字 עברית 🎉";

    assertThat(Printable.of(text)).isSameAs(text);
  }

  @Test
  void everything_that_a_process_prints_can_go_through_it_and_lines_end_as_they_do() {
    var printed = new StringWriter();
    var out = PrintableWriter.before(new PrintWriter(printed));
    out.println("a\u202eb");
    out.printf("%s%n", "c\u009bd");
    out.flush();

    assertThat(printed).hasToString("a\\u202eb\nc\\u009bd\n");
  }

  @Test
  void a_line_of_the_log_in_json_has_none_of_it_and_means_the_same() {
    var context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    var encoder = new PrintableJson();
    encoder.setContext(context);
    encoder.start();
    var hidden = "a\u202eb\u009bc\u2028d\udb40\udc41e";
    var event = new LoggingEvent("", context.getLogger("t"), Level.WARN, hidden, null, null);

    var line = new String(encoder.encode(event), StandardCharsets.UTF_8);

    assertThat(line).contains("a\\u202eb\\u009bc\\u2028d\\udb40\\udc41e").endsWith("}\n");
    assertThat(line.lines()).hasSize(1);
  }

  @Test
  void a_line_of_the_log_in_json_has_the_words_of_cloud_logging() {
    var context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    var event =
        new LoggingEvent(
            "",
            context.getLogger("a.b"),
            Level.WARN,
            "said \"no\"\n\\",
            new IllegalStateException("why"),
            null);
    event.setInstant(Instant.parse("2026-01-01T12:00:00Z"));
    event.setThreadName("main");

    assertThat(new String(new PrintableJson().encode(event), StandardCharsets.UTF_8))
        .startsWith(
            "{\"severity\":\"WARNING\",\"time\":\"2026-01-01T12:00:00Z\","
                + "\"message\":\"said \\\"no\\\"\\n\\\\\\n"
                + "java.lang.IllegalStateException: why\\n\\tat ")
        .endsWith("\",\"logger\":\"a.b\",\"thread\":\"main\"}\n");
  }

  @Test
  void nothing_is_lost() {
    var all =
        IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .filter(each -> Character.getType(each) != Character.SURROGATE)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();

    var back =
        Pattern.compile("\\\\u([0-9a-f]{4})")
            .matcher(Printable.of(all))
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    assertThat(back).isEqualTo(all);
  }
}
