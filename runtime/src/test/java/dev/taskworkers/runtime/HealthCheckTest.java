// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int ask(String... arguments) throws InterruptedException {
    return HealthCheck.ask(arguments, new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  @Test
  void is_0_for_a_probe_that_is_healthy_and_1_with_the_reason_for_one_that_is_not()
      throws InterruptedException {
    try (var server =
        HealthServer.start("127.0.0.1", 0)
            .probe("/readyz", Optional::empty)
            .probe("/livez", () -> Optional.of("stuck"))) {
      var url = "http://127.0.0.1:" + server.port();
      assertThat(ask(url + "/readyz")).isZero();
      assertThat(ask(url + "/livez")).isEqualTo(1);
      assertThat(out.toString(StandardCharsets.UTF_8)).contains("503 stuck");
    }
  }

  @Test
  void is_1_when_nobody_answers() throws InterruptedException {
    var server = HealthServer.start("127.0.0.1", 0);
    server.close();
    assertThat(ask("http://127.0.0.1:" + server.port() + "/readyz")).isEqualTo(1);
  }

  @Test
  void is_2_without_a_url() throws InterruptedException {
    assertThat(ask()).isEqualTo(2);
    assertThat(ask("localhost")).isEqualTo(2);
  }
}
