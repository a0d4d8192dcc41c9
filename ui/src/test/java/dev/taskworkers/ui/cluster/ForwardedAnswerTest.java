// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An answer through a forwarded port")
class ForwardedAnswerTest {
  private static final String TEXT = "{\"pool\":\"über/all\"}".repeat(200);

  private final ForwardedAnswer answer = new ForwardedAnswer();

  private static byte[] zipped() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(TEXT.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private void write(byte[] body, String headers, int part) {
    var head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n" + headers + "\r\n";
    var all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(UTF_8));
    all.writeBytes(body);
    var bytes = all.toByteArray();
    for (var at = 0; at < bytes.length; at += part) {
      answer.write(ByteBuffer.wrap(bytes, at, Math.min(part, bytes.length - at)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100_000})
  void is_read_in_parts_also_where_it_is_compressed(int part) throws Exception {
    write(zipped(), "Content-Encoding: gzip\r\nConnection: close\r\n", part);

    assertThat(answer.await(Duration.ofMinutes(1))).isEqualTo(new ForwardedAnswer.Whole(200, TEXT));
  }

  @Test
  void of_an_older_operator_is_not_compressed() throws Exception {
    write(TEXT.getBytes(UTF_8), "Connection: close\r\n", 100);

    assertThat(answer.await(Duration.ofMinutes(1)).body()).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nX: y\r\n\r\n\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/2 200 OK\r\nContent-Length: 0\r\n\r\n"
      })
  void without_a_length_in_its_head_is_none(String all) {
    answer.write(ByteBuffer.wrap(all.getBytes(UTF_8)));

    assertThat(answer.isOpen()).isFalse();
    assertThatThrownBy(() -> answer.await(Duration.ofMinutes(1)))
        .hasMessageContaining("says no length");
  }

  @Test
  void whose_head_has_no_end_is_none() {
    answer.write(ByteBuffer.wrap("HTTP/1.1 200 ".getBytes(UTF_8)));
    for (var line = 0; line < 1000; line++) {
      answer.write(ByteBuffer.wrap("Content-Length: 1\r\nX: ".getBytes(UTF_8)));
    }

    assertThatThrownBy(() -> answer.await(Duration.ofMinutes(1))).hasMessageContaining("8 KiB");
  }

  @Test
  void that_says_it_is_longer_than_any_is_refused_before_it_comes_and_nothing_of_it_is_kept() {
    answer.write(
        ByteBuffer.wrap("HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n".getBytes(UTF_8)));

    assertThat(answer.isOpen()).isFalse();
    assertThatThrownBy(() -> answer.await(Duration.ofMinutes(1))).hasMessageContaining("64 MiB");
  }

  @Test
  void that_is_longer_than_any_when_it_is_unpacked_is_refused_and_not_cut() throws Exception {
    var bomb = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bomb)) {
      var megabyte = new byte[1 << 20];
      for (var written = 0; written <= 64; written++) {
        gzip.write(megabyte);
      }
    }
    write(bomb.toByteArray(), "Content-Encoding: gzip\r\n", 1 << 20);

    assertThatThrownBy(() -> answer.await(Duration.ofMinutes(1))).hasMessageContaining("64 MiB");
  }

  @Test
  void that_is_not_what_it_says_is_none() {
    write(TEXT.getBytes(UTF_8), "Content-Encoding: gzip\r\n", 100);

    assertThatThrownBy(() -> answer.await(Duration.ofMinutes(1))).isInstanceOf(IOException.class);
  }
}
