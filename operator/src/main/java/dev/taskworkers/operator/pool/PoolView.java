package dev.taskworkers.operator.pool;

import dev.taskworkers.operator.preflight.CheckResult;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.estimate.Estimate;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Policy;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is held of one pool, for a person who looks into the operator. It has numbers, names and the
 * operator's own sentences, and nothing of payloads, environments or credentials.
 *
 * @param subscription that is held for it; absent while the pool is refused
 * @param ready whether it can work; absent before the first look
 * @param look the last one; absent while the pool is refused
 */
record PoolView(
    String pool,
    String uid,
    Optional<String> subscription,
    Optional<Boolean> ready,
    Optional<Look> look,
    Writes writes) {

  /**
   * A look at it.
   *
   * @param memory what the next decision is handed, with what was learned of its tasks
   */
  record Look(
      Instant at,
      Policy policy,
      Observation observed,
      Signals signals,
      Outcome decision,
      ScalingState memory) {
    static Look of(PoolMetrics.Look last) {
      return new Look(
          last.at(),
          last.policy(),
          last.seen().observation(),
          Signals.of(last.seen()),
          Outcome.of(last.decision()),
          last.decision().memory());
    }
  }

  /**
   * How far what was observed can be trusted.
   *
   * @param workers absent where they are not asked
   */
  record Signals(
      Found subscription,
      Optional<Found> deadLetterTopic,
      Found arrivals,
      Found backlog,
      Optional<ReportingSummary> workers) {
    static Signals of(PoolSnapshot seen) {
      return new Signals(
          Found.of(seen.subscription()),
          seen.deadLetterTopic().map(Found::of),
          new Found(seen.arrivals().reason(), seen.arrivals().message()),
          new Found(seen.backlog().backlog().state().name(), seen.backlog().message()),
          seen.reporting());
    }
  }

  /** A word and a sentence. */
  record Found(String reason, String message) {
    static Found of(CheckResult verdict) {
      return new Found(verdict.reason(), verdict.message());
    }
  }

  /** What was decided, and the estimate that it was decided on. */
  record Outcome(int from, int to, int wanted, String reason, String message, Estimate estimate) {
    static Outcome of(Decision decision) {
      return new Outcome(
          decision.from(),
          decision.replicas(),
          decision.wanted(),
          decision.reason().word(),
          decision.message(),
          decision.estimate());
    }
  }

  /**
   * What was written and ordered.
   *
   * @param status when the status was last written
   * @param deployment digest of what the Deployment should be
   * @param orders what was last decided about pods, by their names
   */
  record Writes(Optional<Instant> status, Optional<String> deployment, Map<String, String> orders) {
    static final Writes NONE = new Writes(Optional.empty(), Optional.empty(), Map.of());
  }

  /** One line of JSON. */
  String json() {
    return RecordJson.write(this) + "\n";
  }
}
