// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The cause of a failure is told")
class RootCauseTest {
  @ParameterizedTest(name = "as {0}")
  @MethodSource
  void in_a_line(String line, Throwable failure) {
    assertThat(RootCause.line(failure)).isEqualTo(line);
  }

  static Stream<Arguments> in_a_line() {
    return Stream.of(
        Arguments.of("no space", new IllegalStateException("x", new IOException("no space\nleft"))),
        Arguments.of("IOException", new IllegalStateException("x", new IOException())),
        Arguments.of("ClosedChannelException", new IOException("x", new ClosedChannelException())),
        Arguments.of(
            "connection refused",
            new IOException(caused(new ConnectException(), new ClosedChannelException()))),
        Arguments.of(
            "no address is known for its name",
            caused(new ConnectException(), new UnresolvedAddressException())));
  }

  private static Throwable caused(Throwable failure, Throwable cause) {
    return failure.initCause(cause);
  }
}
