package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.operator.pool.spec.PoolValidation.atLeast;
import static dev.taskworkers.operator.pool.spec.PoolValidation.expect;

import dev.taskworkers.crds.BatchSpec;
import dev.taskworkers.crds.DeduplicationSpec;
import dev.taskworkers.crds.RateLimitSpec;
import dev.taskworkers.crds.RecycleSpec;
import dev.taskworkers.crds.RetrySpec;
import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.protocol.Rate;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads what is said of our worker alone. */
final class RuntimeReader {
  /** The longest delay that Pub/Sub allows. */
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(10);

  private RuntimeReader() {}

  static StartRates startRates(RateLimitSpec given, TaskWorkerPoolSpec.Pull pull) {
    expect(
        given.perPod() != null || given.perPool() != null,
        "spec.rateLimit needs perPod, perPool or both");
    expect(
        pull != TaskWorkerPoolSpec.Pull.Streaming,
        "spec.rateLimit needs spec.pull: Unary, because a stream can't be slowed down");
    return new StartRates(
        rate(given.perPod(), "spec.rateLimit.perPod"),
        rate(given.perPool(), "spec.rateLimit.perPool"));
  }

  private static Optional<Rate> rate(String text, String field) {
    return Optional.ofNullable(text).map(given -> Rate.parse(given, field));
  }

  static Batch batch(BatchSpec given, int slots, Handler handler) {
    atLeast(1, given.size(), "spec.batch.size");
    expect(
        given.size() <= slots,
        "spec.batch.size must not be more than spec.concurrency, because each task of a batch"
            + " has a slot");
    var within = moreThanZero(given.within(), "spec.batch.within");
    expect(handler.has(Handler.Trait.BATCHES), "spec.batch needs handler.java or handler.http");
    return new Batch(given.size(), within);
  }

  static Deduplication deduplication(DeduplicationSpec given) {
    expect(
        given.attribute() != null && !given.attribute().isEmpty(),
        "spec.deduplication.attribute: expected the name of an attribute, for example"
            + " order-id, but found none");
    return new Deduplication(
        given.attribute(), moreThanZero(given.window(), "spec.deduplication.window"));
  }

  private static Duration moreThanZero(String text, String field) {
    var duration = GoDuration.parse(text, field);
    expect(!duration.isZero(), field + ": expected more than 0s");
    return duration;
  }

  static Recycle recycle(RecycleSpec given, Handler handler) {
    expect(
        given.afterTasks() != null || given.afterMemory() != null,
        "spec.recycle needs afterTasks, afterMemory or both");
    if (given.afterTasks() != null) {
      atLeast(1, given.afterTasks(), "spec.recycle.afterTasks");
    }
    expect(
        given.afterMemory() == null || given.afterMemory().matches(RecycleSpec.MEMORY_PATTERN),
        "spec.recycle.afterMemory: expected an amount such as 700Mi or 2Gi, but found '"
            + given.afterMemory()
            + "'");
    expect(handler.has(Handler.Trait.RECYCLES), "spec.recycle needs handler.java");
    return new Recycle(
        given.afterTasks() == null ? OptionalInt.empty() : OptionalInt.of(given.afterTasks()),
        given.afterMemory() == null
            ? OptionalLong.empty()
            : OptionalLong.of(mebibytes(given.afterMemory())));
  }

  private static long mebibytes(String amount) {
    return Quantity.getAmountInBytes(Quantity.parse(amount)).longValue() >> 20;
  }

  static Retry retry(RetrySpec given) {
    var shortest = GoDuration.parse(given.minBackoff(), "spec.retry.minBackoff");
    var longest = GoDuration.parse(given.maxBackoff(), "spec.retry.maxBackoff");
    expect(
        shortest.compareTo(longest) <= 0,
        "spec.retry.minBackoff must not be longer than spec.retry.maxBackoff");
    expect(
        longest.compareTo(LONGEST_BACKOFF) <= 0,
        "spec.retry.maxBackoff must be at most 10m, the longest delay that Pub/Sub allows");
    atLeast(1, given.maxAttempts(), "spec.retry.maxAttempts");
    return new Retry(given.maxAttempts(), shortest, longest);
  }
}
