// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An answer")
class AnswerReaderTest {
  private static final int MOST = 100;

  @DisplayName("is read to its end, and leaves its connection open or not")
  @ParameterizedTest(name = "{0} is {1} ''{2}'', open {3}")
  @CsvSource({
    "HTTP/1.1 200 OK|Content-Length: 2||ab, 200, ab, true",
    "HTTP/1.1 200|Content-Length: 2||ab, 200, ab, true",
    "HTTP/1.1 200 OK|content-length:2||ab, 200, ab, true",
    "HTTP/1.1 200 OK|Content-Length: 2|Connection: Close||ab, 200, ab, false",
    "HTTP/1.0 200 OK|Content-Length: 2||ab, 200, ab, false",
    "HTTP/1.1 204 No Content||, 204, '', true",
    "HTTP/1.1 304 Not Modified|Content-Length: 9||, 304, '', true",
    "HTTP/1.1 503 Busy|Content-Length: 0||, 503, '', true",
    "HTTP/1.1 200 OK||ab, 200, ab, false",
    "HTTP/1.1 200 OK|Transfer-Encoding: gzip||ab, 200, ab, false",
    "HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|a|1;x=y|b|0||, 200, ab, true",
    "HTTP/1.1 200 OK|Transfer-Encoding: Chunked||0|Digest: 1||, 200, '', true",
    "HTTP/1.1 100 Continue||HTTP/1.1 102 Wait|X: y||HTTP/1.1 200 OK|Content-Length: 1||a, 200, a, true",
    "HTTP/1.1 200 \u00c3\u0085|Content-Length: 2||ab, 200, ab, true",
    "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2;x=\u0085|ab|0||, 200, ab, true",
    "HTTP/1.1 101 Upgrade||, 101, '', false"
  })
  void is_read_to_its_end(String wire, int status, String text, boolean open) throws IOException {
    var in = wire(wire);
    var reader = new AnswerReader(in, MOST);
    assertThat(reader.read()).isEqualTo(new Answer(status, "", text));
    assertThat(reader.leavesOpen()).isEqualTo(open);
    assertThat(in.read()).isEqualTo(-1);
  }

  @Test
  void leaves_what_follows_it_on_the_connection() throws IOException {
    var in = wire("HTTP/1.1 200 OK|Content-Length: 2||abHTTP/1.1 500 No|Content-Length: 0||");
    assertThat(new AnswerReader(in, MOST).read().status()).isEqualTo(200);
    assertThat(new AnswerReader(in, MOST).read().status()).isEqualTo(500);
  }

  @Test
  void says_when_the_server_wants_the_next_try() throws IOException {
    var in = wire("HTTP/1.1 503 Busy|Retry-After:  7 |Content-Length: 0||");
    assertThat(new AnswerReader(in, MOST).read().retryAfter()).isEqualTo("7");
  }

  @ParameterizedTest(name = "is no HTTP: {0}")
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.9||",
        "HTTP/2 200 OK||",
        "HTTP/1.1 20 OK||",
        "HTTP/1.1 200 OK|no colon||",
        "HTTP/1.1 200 OK|: no name||",
        "HTTP/1.1 200 OK|Content-Length : 2||ab",
        "HTTP/1.1 200 OK|X: y| folded: z||",
        "HTTP/1.1 200 OK|Content-Length: -1||",
        "HTTP/1.1 200 OK|Content-Length: 1|Content-Length: 2||ab",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||x|",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||1|ab|0||",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||fffffffffffffffff|"
      })
  void is_no_http(String wire) {
    assertThatThrownBy(() -> new AnswerReader(wire(wire), MOST).read())
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("The handler's answer ");
  }

  @Test
  void is_no_http_when_its_head_has_no_end() {
    var wire = "HTTP/1.1 200 OK|" + "X: y|".repeat(20_000);
    assertThatThrownBy(() -> new AnswerReader(wire(wire), MOST).read())
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("a head of more than 65536 bytes");
  }

  @ParameterizedTest(name = "breaks off after ''{0}'', begun {1}")
  @CsvSource({
    "'', false",
    "H, true",
    "HTTP/1.1 200 OK|, true",
    "HTTP/1.1 200 OK|Content-Length: 9||ab, true",
    "HTTP/1.1 200 OK|Transfer-Encoding: chunked||9|ab, true",
    "HTTP/1.1 200 OK|Transfer-Encoding: chunked||2|ab|0|, true"
  })
  void breaks_off(String wire, boolean begun) {
    var reader = new AnswerReader(wire(wire), MOST);
    assertThatThrownBy(reader::read).isInstanceOf(EOFException.class);
    assertThat(reader.isBegun()).isEqualTo(begun);
    assertThat(reader.leavesOpen()).isFalse();
  }

  @Property(tries = 200)
  @Label("is the same however it is cut into chunks and packets, and keeps its beginning")
  void is_the_same_however_it_is_cut(
      @ForAll @Size(max = 8) List<@AlphaChars @StringLength(min = 1, max = 300) String> chunks,
      @ForAll @IntRange(min = 1, max = 40) int packet)
      throws IOException {
    var wire = new StringBuilder("HTTP/1.1 200 OK|Transfer-Encoding: chunked||");
    chunks.forEach(
        chunk ->
            wire.append(Integer.toHexString(chunk.length())).append('|').append(chunk).append('|'));
    wire.append("0||");
    var reader = new AnswerReader(new Packets(wire(wire.toString()), packet), MOST);
    var whole = String.join("", chunks);
    assertThat(reader.read().text()).isEqualTo(whole.substring(0, Math.min(MOST, whole.length())));
    assertThat(reader.leavesOpen()).isTrue();
  }

  private static InputStream wire(String text) {
    return new ByteArrayInputStream(
        text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Gives no more than so many bytes at a time. */
  private static final class Packets extends InputStream {
    private final InputStream in;
    private final int most;

    Packets(InputStream in, int most) {
      this.in = in;
      this.most = most;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      return in.read(target, from, Math.min(length, most));
    }
  }
}
