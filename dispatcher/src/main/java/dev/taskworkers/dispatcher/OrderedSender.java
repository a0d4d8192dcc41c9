package dev.taskworkers.dispatcher;

import com.google.cloud.pubsub.v1.Publisher;
import com.google.pubsub.v1.PubsubMessage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends in the order of keys. After a failure Google's publisher refuses its key until it is
 * resumed, but says so to the caller before it does it; what is refused for a failure that was
 * known when it was given is therefore sent again.
 */
record OrderedSender(
    Publisher publisher, Duration deadline, Map<String, Long> failures, AtomicLong numbers) {
  OrderedSender(Publisher publisher, Duration deadline) {
    this(publisher, deadline, new ConcurrentHashMap<>(), new AtomicLong());
  }

  CompletableFuture<String> send(PubsubMessage message) {
    var key = message.getOrderingKey();
    var known = lastFailure(key);
    if (known > 0) {
      publisher.resumePublish(key);
    }
    return ApiFutureBridge.toCompletable(publisher.publish(message))
        .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((id, problem) -> note(key, known, problem))
        .exceptionallyComposeAsync(
            problem -> {
              var cause = problem instanceof CompletionException ? problem.getCause() : problem;
              return cause instanceof CancellationException && lastFailure(key) == known
                  ? send(message)
                  : CompletableFuture.failedFuture(cause);
            });
  }

  /** Remembers a failure of the key itself; those that follow from it are cancellations. */
  private void note(String key, long known, Throwable problem) {
    if (problem == null) {
      failures.remove(key, known);
    } else if (!(problem instanceof CancellationException)) {
      failures.put(key, numbers.incrementAndGet());
    }
  }

  private long lastFailure(String key) {
    return failures.getOrDefault(key, 0L);
  }
}
