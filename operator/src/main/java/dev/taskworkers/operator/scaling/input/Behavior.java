// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.input;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Limits of single steps, with the words and the meaning of the HorizontalPodAutoscaler's {@code
 * behavior}.
 */
public record Behavior(Direction up, Direction down) {
  /** No limit of the user's own. */
  public static final Behavior UNLIMITED = new Behavior(Direction.FREE, Direction.FREE);

  /** How far back a decision has to remember for these limits. */
  public Duration longest() {
    return Stream.of(up, down)
        .flatMap(
            direction ->
                Stream.concat(
                    direction.stabilization().stream(),
                    direction.rules().stream().map(Rule::period)))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /**
   * The limits of one direction.
   *
   * @param stabilization up: what was needed all that time; down: replaces the time that an idle
   *     pod is kept
   * @param select which of several rules counts
   */
  public record Direction(Optional<Duration> stabilization, Select select, List<Rule> rules) {
    /** Nothing is limited. */
    public static final Direction FREE = new Direction(Optional.empty(), Select.MAX, List.of());

    public Direction {
      rules = List.copyOf(rules);
    }
  }

  /** The rule that counts: the one that allows most, or least, or no step at all. */
  public enum Select {
    MAX,
    MIN,
    DISABLED
  }

  /**
   * A largest change within a period.
   *
   * @param value pods, or per cent of the pods at the beginning of the period
   */
  public record Rule(Kind kind, int value, Duration period) {}

  /** What a rule's value counts. */
  public enum Kind {
    PODS,
    PERCENT
  }
}
