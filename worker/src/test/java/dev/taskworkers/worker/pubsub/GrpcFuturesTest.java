// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.SettableFuture;
import dev.taskworkers.runtime.NoTokenException;
import dev.taskworkers.worker.pull.LeaseAnswer;
import io.grpc.Status;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The future of a call")
class GrpcFuturesTest {
  private static final Exception LATE = new Exception("It takes too long.");

  @Test
  void gives_the_call_up_when_it_is_failed_from_outside() {
    var call = SettableFuture.<String>create();
    GrpcFutures.bridge(call, Function.identity(), failure -> "").completeExceptionally(LATE);
    assertThat(call.isCancelled()).isTrue();
  }

  @Test
  void says_which_address_was_tried_in_vain() {
    var refused = new ConnectException("Connection refused: /127.0.0.1:8085");
    var failure =
        Status.UNAVAILABLE.withDescription("io exception").withCause(refused).asException();
    assertThat(GrpcFutures.problem("Pulling", failure))
        .hasMessage(
            "Pulling failed: UNAVAILABLE (io exception: Connection refused: /127.0.0.1:8085)."
                + " Pub/Sub can't be reached at the moment. The worker tries again.");
  }

  @Test
  void gives_all_calls_up_that_it_is_divided_among() {
    var ids = IntStream.range(0, 3).mapToObj(n -> "x".repeat(AckIds.MOST_BYTES - n)).toList();
    var calls =
        List.of(
            new CompletableFuture<LeaseAnswer>(),
            new CompletableFuture<LeaseAnswer>(),
            new CompletableFuture<LeaseAnswer>());
    var numbers = calls.iterator();
    AckIds.inRequests(ids, some -> numbers.next()).completeExceptionally(LATE);
    assertThat(calls).allMatch(CompletableFuture::isCancelled);
  }

  @Test
  void tells_that_no_token_came_from_a_pubsub_that_is_not_reached() {
    var token =
        new NoTokenException(
            "the metadata server", "the network", new ConnectException("Connection refused"));
    var problem =
        GrpcFutures.problem(
            "Pulling from s",
            Status.UNAVAILABLE
                .withDescription(token.getMessage())
                .withCause(token)
                .asRuntimeException());
    assertThat(problem.passing()).isTrue();
    assertThat(problem)
        .hasMessage(
            "Pulling from s failed: UNAVAILABLE (no access token came from the metadata server:"
                + " Connection refused; check the network). The worker tries again.");
  }
}
