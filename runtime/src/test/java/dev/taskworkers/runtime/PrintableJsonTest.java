// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

@DisplayName("A line of the log for collectors")
class PrintableJsonTest {
  private LoggingEvent event;

  @BeforeEach
  void say() {
    var context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    event = new LoggingEvent("", context.getLogger("shop"), Level.INFO, "said", null, null);
  }

  @Test
  void has_key_value_pairs_and_the_mdc_as_members() {
    event.addKeyValuePair(new KeyValuePair("order", 7));
    event.addKeyValuePair(new KeyValuePair("a\"b", "c\\d\ne\u001b[2J"));
    event.addKeyValuePair(new KeyValuePair("none", null));
    event.setMDCPropertyMap(Map.of("order", "another", "tenant", "acme"));
    assertThat(line())
        .contains("\"message\":\"said\"")
        .contains(",\"order\":\"7\",\"a\\\"b\":\"c\\\\d\\ne\\u001b[2J\",\"none\":\"null\"")
        .endsWith(",\"tenant\":\"acme\"}\n")
        .hasLineCount(1);
  }

  @Test
  void keeps_what_is_its_own() {
    event.addKeyValuePair(new KeyValuePair("severity", "EMERGENCY"));
    event.setMDCPropertyMap(Map.of("message", "forged"));
    assertThat(line()).doesNotContain("EMERGENCY", "forged").containsOnlyOnce("\"severity\"");
  }

  @Test
  void ends() {
    for (var number = 0; number < 1000; number++) {
      event.addKeyValuePair(new KeyValuePair("x".repeat(1000) + number, "y"));
      event.addKeyValuePair(new KeyValuePair(number + "", "y".repeat(100_000)));
    }
    assertThat(line()).hasSizeLessThan(32 * 4300).endsWith("…\"}\n");
  }

  private String line() {
    return new String(new PrintableJson().encode(event), StandardCharsets.UTF_8);
  }
}
