// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import dev.taskworkers.operator.pool.timeline.Mark;
import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.runtime.UsageException;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One decision with all that it was made of, so that it can be made again: a line of JSON.
 *
 * @param version of this format; 1
 * @param pool namespace and name
 * @param policy what the user wanted
 * @param observed what was seen
 * @param memory what was remembered before
 * @param reason the reason's word, for example {@code Backlog}
 */
public record DecisionRecord(
    int version,
    Instant at,
    String pool,
    int from,
    int to,
    String reason,
    String message,
    Policy policy,
    Observation observed,
    ScalingState memory) {

  private static final int VERSION = 1;

  /** What was decided at {@code now} on these inputs. */
  public static DecisionRecord of(
      String pool,
      Policy policy,
      Observation observed,
      ScalingState memory,
      Decision decision,
      Instant now) {
    return new DecisionRecord(
        VERSION,
        now,
        pool,
        decision.from(),
        decision.replicas(),
        decision.reason().word(),
        decision.message(),
        policy,
        observed,
        memory);
  }

  /**
   * Reads a line.
   *
   * @param where names the line for a person
   * @throws UsageException when it is no record of a decision
   */
  public static DecisionRecord parse(String line, String where) {
    try {
      var read = RecordJson.MAPPER.readValue(line, DecisionRecord.class);
      if (read.version == 0) {
        throw new UsageException(
            where + ": expected the record of a decision, but found other JSON.");
      }
      if (read.version != VERSION || !read.isWhole()) {
        throw new UsageException(
            where
                + ": expected the record of a decision, version "
                + VERSION
                + ", but found version "
                + read.version
                + (read.isWhole() ? "." : " with parts missing."));
      }
      return read;
    } catch (JsonProcessingException e) {
      throw new UsageException(where + ": " + wrong(line, e));
    }
  }

  /** Without the parser's own words, which name classes. */
  private static String wrong(String line, JsonProcessingException problem) {
    if (problem instanceof JsonMappingException mapping
        && line.strip().startsWith("{")
        && !mapping.getPath().isEmpty()) {
      return "expected the record of a decision, but this version can't read what its field "
          + mapping.getPath().stream()
              .map(part -> Objects.requireNonNullElse(part.getFieldName(), "[]"))
              .collect(Collectors.joining("."))
          + " has.";
    }
    return "expected the record of a decision as JSON in one line. 'jq -c .' makes such lines of"
        + " records, and 'jq -c .[]' of an array of them.";
  }

  private boolean isWhole() {
    return at != null && policy != null && observed != null && memory != null;
  }

  /** One line of JSON. */
  public String json() {
    return RecordJson.write(this);
  }

  /** What a timeline shows of it. */
  Mark mark() {
    return new Mark(at, from, to, reason, message);
  }

  /** What this version of the product decides on the same inputs. */
  public Decision replay() {
    return new Autoscaler().decide(policy, observed, memory, at);
  }
}
