// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator;

import java.util.Arrays;
import java.util.Optional;

/** What can be made to go wrong. */
public enum FaultKind {
  /** Points newer than the start of the fault stay invisible. */
  MONITORING_SILENT("monitoring-silent"),
  /** Every read is RESOURCE_EXHAUSTED. */
  MONITORING_429("monitoring-429"),
  /** Every read is UNAVAILABLE. */
  MONITORING_503("monitoring-503"),
  /** Every answer is a day old, whatever interval was asked for. */
  MONITORING_STALE("monitoring-stale"),
  /** Every other series is missing and the answer carries an execution error. */
  MONITORING_PARTIAL("monitoring-partial"),
  /** A region takes no samples: its series, and those of all together, have a hole for ever. */
  MONITORING_GAP("monitoring-gap"),
  /** Publishing, pulling and acknowledging are UNAVAILABLE, and open streams break. */
  PUBSUB_UNAVAILABLE("pubsub-unavailable"),
  /** Pulling is UNAVAILABLE on subscriptions with the label {@code taskworkers-doorbell}. */
  DOORBELL_SILENT("doorbell-silent"),
  /** Streams that are open when it begins bring nothing more and answer nothing, without an end. */
  STREAM_STUCK("stream-stuck"),
  /** Streams bring messages but answer no ping. */
  STREAM_MUTE("stream-mute"),
  /** Streams bring no messages but answer pings. */
  STREAM_DEAF("stream-deaf"),
  /** A subscription is late for everyone in the half minute after it was made. */
  NEW_SUBSCRIPTION_LATE("new-subscription-late"),
  /** A Pull brings one message at most. */
  PULL_SHORT("pull-short"),
  /** A Pull brings nothing, whatever waits. */
  PULL_EMPTY("pull-empty"),
  /** Streams are open and bring nothing; Pull is RESOURCE_EXHAUSTED. */
  PUBSUB_THROTTLED("pubsub-throttled"),
  /** Pulls that were given up go on swallowing messages until it is over. */
  PULL_GHOST("pull-ghost"),
  /** With exactly-once delivery, acknowledgements and deadlines of good ids fail now and then. */
  EOD_FLAKY("eod-flaky"),
  /** Every message without an ordering key is delivered twice. */
  DUPLICATES("duplicates"),
  /** Calls of a method on a resource are RESOURCE_EXHAUSTED; streams that are open stay. */
  QUOTA_EXCEEDED("quota-exceeded"),
  /** Publishing and pulling are FAILED_PRECONDITION, as with a disabled key of the customer's. */
  KEY_DISABLED("key-disabled"),
  /** Calls of a method on a resource are PERMISSION_DENIED. */
  PERMISSION_DENIED("permission-denied");

  private final String word;

  FaultKind(String word) {
    this.word = word;
  }

  /** As the command line and the admin port write it. */
  public String word() {
    return word;
  }

  public static Optional<FaultKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }
}
