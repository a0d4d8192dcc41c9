// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A request")
class InboxTest {
  private final Inbox inbox = new Inbox();

  private void take(String text) {
    inbox.take(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void is_read_byte_by_byte_as_well_as_at_once() {
    for (var letter :
        "GET /a%20b?c=d HTTP/1.1\r\nHost: x\r\nPods: 7\r\npods: 8\r\n\r\n".split("")) {
      assertThat(inbox.whole()).isEmpty();
      take(letter);
    }

    var request = inbox.whole().orElseThrow();
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.path()).isEqualTo("/a b");
    assertThat(request.header("Pods")).isEqualTo("7");
    assertThat(request.header("Missing")).isEmpty();
  }

  @Test
  void may_end_its_lines_as_people_do() {
    take("GET / HTTP/1.0\n\n");

    assertThat(inbox.whole().orElseThrow().path()).isEqualTo("/");
  }

  @Test
  void is_whole_with_its_body_only() {
    take("POST /order HTTP/1.1\r\nContent-Length: 5\r\n\r\nab");
    assertThat(inbox.whole()).isEmpty();

    take("cdefg");
    assertThat(inbox.whole().orElseThrow().body()).isEqualTo("abcde");
  }

  @ParameterizedTest(name = "is refused with {1} when it says {0}")
  @CsvSource({
    "'nonsense', 400",
    "'GET /', 400",
    "'GET / HTTP/2.0', 400",
    "'GET http://[ HTTP/1.1', 400",
    "'POST / HTTP/1.1\nTransfer-Encoding: chunked', 400",
    "'POST / HTTP/1.1\nContent-Length: -1', 400",
    "'POST / HTTP/1.1\nContent-Length: 8193', 413",
    "'POST / HTTP/1.1\nContent-Length: 99999999999999999999', 413",
  })
  void is_refused(String head, int status) {
    take(head + "\n\n");

    assertThat(inbox.refusal().orElseThrow().status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X: a\rb", "X: a\0b", "X: a\u007fb", "X\u001b: a", "X: a\r\rb"})
  void is_refused_with_characters_that_readers_take_for_different_things(String header) {
    take("GET / HTTP/1.1\r\n" + header + "\r\n\r\n");

    assertThat(inbox.refusal().orElseThrow().status()).isEqualTo(400);
  }

  @Test
  void may_have_tabs_and_letters_of_any_language_in_its_headers() {
    take("GET / HTTP/1.1\r\nX:\ta\t\u00e4\u0085\r\n\r\n");

    assertThat(inbox.whole().orElseThrow().header("X")).isEqualTo("a\t\u00e4\u0085");
  }

  @Test
  void is_refused_as_soon_as_its_head_is_too_long() {
    take("GET / HTTP/1.1\r\nX: " + "x".repeat(8 * 1024 - 19));
    assertThat(inbox.refusal()).isEmpty();

    take("x");
    assertThat(inbox.refusal().orElseThrow().status()).isEqualTo(431);
  }
}
