package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.operator.pool.spec.PoolValidation.atLeast;
import static dev.taskworkers.operator.pool.spec.PoolValidation.expect;

import dev.taskworkers.crds.BatchSpec;
import dev.taskworkers.crds.DeduplicationSpec;
import dev.taskworkers.crds.RecycleSpec;
import dev.taskworkers.crds.TaskWorkerPoolSpec;
import dev.taskworkers.operator.scaling.policy.RateLimit;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.protocol.Rate;
import java.util.Optional;
import java.util.OptionalDouble;

/** Checks what is said of our worker alone. */
final class RuntimeValidation {
  private RuntimeValidation() {}

  static Optional<RateLimit> rateLimit(TaskWorkerPoolSpec spec) {
    return Optional.ofNullable(spec.rateLimit())
        .map(
            given -> {
              expect(
                  given.perPod() != null || given.perPool() != null,
                  "spec.rateLimit needs perPod, perPool or both");
              expect(
                  spec.pull() != TaskWorkerPoolSpec.Pull.Streaming,
                  "spec.rateLimit needs spec.pull: Unary, because a stream can't be slowed down");
              return new RateLimit(
                  rate(given.perPod(), "spec.rateLimit.perPod"),
                  rate(given.perPool(), "spec.rateLimit.perPool"));
            });
  }

  private static OptionalDouble rate(String text, String field) {
    return text == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(Rate.parse(text, field).perSecond());
  }

  static Optional<BatchSpec> batch(TaskWorkerPoolSpec spec) {
    var batch = Optional.ofNullable(spec.batch());
    batch.ifPresent(
        given -> {
          atLeast(1, given.size(), "spec.batch.size");
          expect(
              given.size() <= spec.concurrency(),
              "spec.batch.size must not be more than spec.concurrency, because each task of a batch"
                  + " has a slot");
          expect(
              !GoDuration.parse(given.within(), "spec.batch.within").isZero(),
              "spec.batch.within: expected more than 0s");
          expect(
              spec.handler().java() != null || spec.handler().http() != null,
              "spec.batch needs handler.java or handler.http");
        });
    return batch;
  }

  static Optional<DeduplicationSpec> deduplication(TaskWorkerPoolSpec spec) {
    var rule = Optional.ofNullable(spec.deduplication());
    rule.ifPresent(
        given -> {
          expect(
              given.attribute() != null && !given.attribute().isEmpty(),
              "spec.deduplication.attribute: expected the name of an attribute, for example"
                  + " order-id, but found none");
          expect(
              !GoDuration.parse(given.window(), "spec.deduplication.window").isZero(),
              "spec.deduplication.window: expected more than 0s");
        });
    return rule;
  }

  static Optional<RecycleSpec> recycle(TaskWorkerPoolSpec spec) {
    var recycle = Optional.ofNullable(spec.recycle());
    recycle.ifPresent(
        given -> {
          expect(
              given.afterTasks() != null || given.afterMemory() != null,
              "spec.recycle needs afterTasks, afterMemory or both");
          if (given.afterTasks() != null) {
            atLeast(1, given.afterTasks(), "spec.recycle.afterTasks");
          }
          expect(
              given.afterMemory() == null
                  || given.afterMemory().matches(RecycleSpec.MEMORY_PATTERN),
              "spec.recycle.afterMemory: expected an amount such as 700Mi or 2Gi, but found '"
                  + given.afterMemory()
                  + "'");
          expect(spec.handler().java() != null, "spec.recycle needs handler.java");
        });
    return recycle;
  }
}
