// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an operator that starts waits for, and what ends it because somebody must fix it. */
final class LeadershipTermsTest {
  static Stream<Arguments> problems() {
    return Stream.of(
        arguments(
            "no connection", new KubernetesClientException("x", new ConnectException()), true),
        arguments("no answer in time", new OperatorException(new TimeoutException()), true),
        arguments("an API server that starts", answer(503), true),
        arguments("an API server with too much to do", answer(429), true),
        arguments("a list that took longer than its pages are kept", answer(410), true),
        arguments("no permission to watch", answer(403), false),
        arguments("no such resource", answer(404), false),
        arguments("no permission to the lease", new OperatorException("No permission"), false),
        arguments("a fault of ours", new IllegalStateException(), false));
  }

  private static KubernetesClientException answer(int code) {
    return new KubernetesClientException("x", code, new StatusBuilder().withCode(code).build());
  }

  @DisplayName("an operator waits for what passes by itself")
  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("problems")
  void waits(String what, RuntimeException problem, boolean mayPass) {
    var wrapped = new OperatorException("Error starting operator", problem);

    assertThat(LeadershipTerms.mayPass(wrapped)).isEqualTo(mayPass);
  }
}
