// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Something that goes wrong in a demo.
 *
 * @param start after the start of the demo
 * @param length how long it lasts; zero for a kill
 */
public record DemoFault(Kind kind, Duration start, Duration length) {
  private static final long SEED = 1;
  private static final Pattern TEXT =
      Pattern.compile("([a-z0-9-]+)@([0-9]{1,7})(?:\\+([0-9]{1,7}))?");

  /** A ping that a fault has swallowed is waited for when the fault is over, too. */
  private static final Duration SWALLOWED = Duration.ofSeconds(30);

  /** What can go wrong. */
  public enum Kind {
    MONITORING_SILENT,
    MONITORING_429,
    MONITORING_503,
    MONITORING_STALE,
    MONITORING_PARTIAL,
    MONITORING_GAP,
    REPORTS_SILENT,
    WORKERS_UNHEARD,
    DOORBELL_SILENT,
    PUBSUB_UNAVAILABLE,
    PUBSUB_THROTTLED,
    STREAM_STUCK,
    STREAM_MUTE,
    STREAM_DEAF,
    NEW_SUBSCRIPTION_LATE,
    PULL_SHORT,
    PULL_EMPTY,
    PULL_GHOST,
    DUPLICATES,
    KILL_WORKER,
    KILL_OPERATOR;

    /** As the command line writes it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isKill() {
      return this == KILL_WORKER || this == KILL_OPERATOR;
    }

    /** What it is in the cloud; empty for what goes wrong in the cluster. */
    Optional<FaultKind> inTheCloud() {
      return FaultKind.of(word());
    }
  }

  /** Whether it breaks the network between operator and workers. */
  boolean isOfTheNetwork() {
    return !kind.isKill() && kind.inTheCloud().isEmpty();
  }

  /** Whether it lasts so long after the start of the demo. */
  boolean isOn(Duration elapsed) {
    return elapsed.compareTo(start) >= 0 && elapsed.compareTo(start.plus(length)) < 0;
  }

  /** Whether a client may take a stream for dead because of this, so long after the start. */
  boolean silencesStreams(Duration elapsed) {
    return (kind == Kind.STREAM_STUCK || kind == Kind.STREAM_MUTE)
        && elapsed.compareTo(start) >= 0
        && elapsed.compareTo(start.plus(length).plus(SWALLOWED)) < 0;
  }

  /** The word for every kind there is. */
  private static final String ALL = "all";

  /** So many kinds are on at once when all are played. */
  private static final int AT_ONCE = 4;

  /**
   * Reads {@link #parse}'s form, or {@code all}: each kind for a while, some at once at any time.
   *
   * @param length of the demo's arrivals, over which all are spread
   * @throws UsageException when it is neither
   */
  public static Stream<DemoFault> parse(String text, Duration length) {
    if (!text.equals(ALL)) {
      return Stream.of(parse(text));
    }
    var kinds = new ArrayList<>(List.of(Kind.values()));
    // So that it is not the cloud alone, or Monitoring alone, for half of the time.
    Collections.shuffle(kinds, new Random(SEED));
    var step = length.dividedBy(kinds.size() + AT_ONCE + 1L);
    return IntStream.range(0, kinds.size())
        .mapToObj(
            place ->
                new DemoFault(
                    kinds.get(place),
                    step.multipliedBy(place + 1L),
                    kinds.get(place).isKill() ? Duration.ZERO : step.multipliedBy(AT_ONCE)));
  }

  /**
   * Reads {@code KIND@START+LENGTH}, in seconds; kills need no length.
   *
   * @throws UsageException when it is none
   */
  public static DemoFault parse(String text) {
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new UsageException(
          "--fault: expected KIND@START+LENGTH in seconds, for example monitoring-silent@300+600,"
              + " but found '"
              + text
              + "'.");
    }
    var kind =
        Arrays.stream(Kind.values())
            .filter(k -> k.word().equals(parts.group(1)))
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        "--fault: there is no '"
                            + parts.group(1)
                            + "'; there are "
                            + words()
                            + "."));
    if (parts.group(3) == null && !kind.isKill()) {
      throw new UsageException(
          "--fault: " + kind.word() + " needs a length, for example " + text + "+600.");
    }
    return new DemoFault(
        kind,
        Duration.ofSeconds(Long.parseLong(parts.group(2))),
        Duration.ofSeconds(parts.group(3) == null ? 0 : Long.parseLong(parts.group(3))));
  }

  private static String words() {
    return Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", "));
  }
}
