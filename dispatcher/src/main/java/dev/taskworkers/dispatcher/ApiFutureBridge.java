package dev.taskworkers.dispatcher;

import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutureCallback;
import com.google.api.core.ApiFutures;
import com.google.common.util.concurrent.MoreExecutors;
import java.util.concurrent.CompletableFuture;

/** Turns the futures of Google's client into Java's. */
final class ApiFutureBridge {
  private ApiFutureBridge() {}

  static <T> CompletableFuture<T> toCompletable(ApiFuture<T> future) {
    var result = new CompletableFuture<T>();
    ApiFutures.addCallback(
        future,
        new ApiFutureCallback<>() {
          @Override
          public void onSuccess(T value) {
            result.complete(value);
          }

          @Override
          public void onFailure(Throwable failure) {
            result.completeExceptionally(failure);
          }
        },
        MoreExecutors.directExecutor());
    return result;
  }
}
