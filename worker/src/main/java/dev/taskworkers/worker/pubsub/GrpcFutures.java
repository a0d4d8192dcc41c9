// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.pubsub;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import dev.taskworkers.runtime.NoTokenException;
import dev.taskworkers.worker.pull.SubscriptionException;
import io.grpc.Status;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Turns gRPC's futures into Java's, and its failures into sentences. */
final class GrpcFutures {
  private GrpcFutures() {}

  /**
   * The future of a call; to fail it from outside gives the call up.
   *
   * @param answer reads the response
   * @param recover answers for a failure that is no failure, or throws what it is
   */
  static <R, T> CompletableFuture<T> bridge(
      ListenableFuture<R> call, Function<R, T> answer, Function<Throwable, T> recover) {
    var result = new CompletableFuture<T>();
    Futures.addCallback(
        call,
        new FutureCallback<R>() {
          @Override
          public void onSuccess(R response) {
            complete(() -> answer.apply(response));
          }

          @Override
          public void onFailure(Throwable failure) {
            complete(() -> recover.apply(failure));
          }

          private void complete(Supplier<T> value) {
            try {
              result.complete(value.get());
            } catch (RuntimeException e) {
              result.completeExceptionally(e);
            }
          }
        },
        MoreExecutors.directExecutor());
    result.whenComplete(
        (value, problem) -> {
          if (problem != null) {
            call.cancel(true);
          }
        });
    return result;
  }

  /**
   * The failure of a call as what a person needs to know.
   *
   * @param what the call in words: "Pulling from projects/p/subscriptions/s"
   */
  static SubscriptionException problem(String what, Throwable failure) {
    var status = Status.fromThrowable(failure);
    var passing =
        switch (status.getCode()) {
          case DEADLINE_EXCEEDED,
              INTERNAL,
              CANCELLED,
              RESOURCE_EXHAUSTED,
              ABORTED,
              UNKNOWN,
              UNAVAILABLE ->
              true;
          default -> false;
        };
    var advice =
        switch (status.getCode()) {
          case NOT_FOUND -> " Create it, or correct its name.";
          case PERMISSION_DENIED -> " Grant this worker's service account the role for it.";
          case UNAUTHENTICATED -> " Check the credentials of this worker.";
          case UNAVAILABLE ->
              (NoTokenException.isCauseOf(status) ? "" : " Pub/Sub can't be reached at the moment.")
                  + " The worker tries again.";
          default -> "";
        };
    var detail =
        status.getDescription() == null ? "" : " (" + status.getDescription() + why(status) + ")";
    return new SubscriptionException(
        what + " failed: " + status.getCode() + detail + "." + advice, passing, failure);
  }

  /** The address that was tried is in the cause alone. */
  private static String why(Status status) {
    var cause = status.getCause();
    return cause instanceof IOException
            && !NoTokenException.isCauseOf(status)
            && cause.getMessage() != null
        ? ": " + cause.getMessage()
        : "";
  }
}
