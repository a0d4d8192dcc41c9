// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.simulation.world.FaultText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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

  /** A ping that a fault has swallowed is waited for when the fault is over, too. */
  private static final Duration SWALLOWED = Duration.ofSeconds(30);

  /** What can go wrong. */
  public enum Kind {
    MONITORING_SILENT("Monitoring shows nothing new"),
    MONITORING_429("Monitoring refuses: too many requests"),
    MONITORING_503("Monitoring is unavailable"),
    MONITORING_STALE("Monitoring shows what is a day old"),
    MONITORING_PARTIAL("Monitoring leaves out half of its series"),
    MONITORING_GAP("Monitoring takes no samples"),
    REPORTS_SILENT("Reports of workers are lost"),
    WORKERS_UNHEARD("The operator reaches no worker"),
    DOORBELL_SILENT("The doorbell can't be pulled"),
    PUBSUB_UNAVAILABLE("Pub/Sub is unavailable"),
    PUBSUB_THROTTLED("Pub/Sub refuses: too many requests"),
    STREAM_STUCK("Open streams are dead"),
    STREAM_MUTE("Streams answer no ping"),
    STREAM_DEAF("Streams bring no task"),
    NEW_SUBSCRIPTION_LATE("New subscriptions come late"),
    PULL_SHORT("A pull brings one task at most"),
    PULL_EMPTY("Pulls bring nothing"),
    PULL_GHOST("Pulls that were given up take tasks"),
    DUPLICATES("Each task comes twice"),
    KILL_WORKER("A worker is killed"),
    KILL_OPERATOR("The operator is killed");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** For who looks at the page and knows no option's names. */
    String words() {
      return words;
    }

    /** As the command line writes it. */
    public String word() {
      return FaultText.word(this);
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
    var read = FaultText.parse(text, Kind.class, Kind::isKill);
    return new DemoFault(
        read.kind(), Duration.ofSeconds(read.start()), Duration.ofSeconds(read.length()));
  }
}
