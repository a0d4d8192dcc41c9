// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

@Label("The body of a request")
class BodyTest {
  @Property(tries = 200)
  @Label("has each payload in base64 where it belongs, and says beforehand how long it is")
  void has_each_payload_in_base_64(
      @ForAll @Size(max = 5) List<@AlphaChars @StringLength(max = 10_000) String> payloads)
      throws IOException {
    var body = new Body();
    var expected = new StringBuilder("<");
    body.write('<');
    for (var payload : payloads) {
      body.insert(Payload.of(payload));
      body.write(',');
      expected
          .append(Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.US_ASCII)))
          .append(',');
    }
    for (var time = 0; time < 2; time++) {
      try (var stream = body.stream()) {
        assertThat(new String(stream.readAllBytes(), StandardCharsets.US_ASCII))
            .isEqualTo(expected.toString());
      }
    }
    assertThat(body.length()).isEqualTo(expected.length());
  }

  @Property(tries = 1)
  @Label("holds no copy of a large payload")
  void holds_no_copy_of_a_large_payload() throws IOException {
    var body = new Body();
    body.insert(Payload.of(new byte[10_000_000]));
    assertThat(body.size()).isZero();
    try (var stream = body.stream()) {
      assertThat(stream.skip(Long.MAX_VALUE)).isEqualTo(body.length());
    }
  }
}
