// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A payload")
class PayloadTest {
  @Property(tries = 200)
  void is_the_same_in_every_form(@ForAll @Size(max = 20_000) byte[] data) throws IOException {
    var payload = Payload.wrapping(ByteBuffer.wrap(data));
    var written = new ByteArrayOutputStream();
    payload.writeTo(written);

    assertThat(payload.size()).isEqualTo(data.length);
    assertThat(payload.bytes()).isEqualTo(data);
    assertThat(payload.stream().readAllBytes()).isEqualTo(data);
    assertThat(written.toByteArray()).isEqualTo(data);
    assertThat(payload).isEqualTo(Payload.of(data)).hasSameHashCodeAs(Payload.of(data));
  }

  @Test
  void is_read_again_from_its_beginning() throws IOException {
    var payload = Payload.of("twice");
    assertThat(payload.stream().readAllBytes()).hasSize(5);
    assertThat(payload.buffer().get()).isEqualTo((byte) 't');
    assertThat(payload.text()).isEqualTo("twice");
    assertThat(payload.stream().readAllBytes()).hasSize(5);
  }

  @Test
  void ends_its_stream_with_the_last_byte() throws IOException {
    var stream = Payload.of(new byte[] {-1}).stream();
    assertThat(stream.available()).isEqualTo(1);
    assertThat(stream.read()).isEqualTo(255);
    assertThat(stream.read()).isEqualTo(-1);
    assertThat(stream.read(new byte[1])).isEqualTo(-1);
  }

  @Test
  void cannot_be_changed_by_those_who_read_it() {
    var payload = Payload.of("as it is");
    Arrays.fill(payload.bytes(), (byte) 'x');
    var buffer = payload.buffer();
    assertThatThrownBy(() -> buffer.put((byte) 'x')).isInstanceOf(ReadOnlyBufferException.class);
    assertThat(payload.text()).isEqualTo("as it is");
  }

  @Test
  void replaces_what_is_no_text() {
    assertThat(Payload.of(new byte[] {'a', -1}).text()).isEqualTo("a\ufffd");
  }

  @Test
  void tells_a_log_its_size_only() {
    assertThat(Payload.of("secret")).hasToString("6 bytes");
  }
}
