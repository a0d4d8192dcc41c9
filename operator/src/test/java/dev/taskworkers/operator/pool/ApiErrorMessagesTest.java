// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ApiErrorMessagesTest {
  @Test
  void a_refusal_is_quoted_without_what_the_client_adds() {
    var status = new StatusBuilder().withCode(422).withMessage("spec is wrong").build();
    var refusal = new KubernetesClientException("Failure executing: PATCH", 422, status);
    assertThat(ApiErrorMessages.of(refusal))
        .isEqualTo("The Kubernetes API server refused: spec is wrong");
  }

  @Test
  void a_request_without_an_answer_is_not_called_refused() {
    var silence = new KubernetesClientException("timed out", new IOException("timed out"));
    assertThat(ApiErrorMessages.of(silence))
        .isEqualTo("The Kubernetes API server did not answer: timed out");
  }
}
