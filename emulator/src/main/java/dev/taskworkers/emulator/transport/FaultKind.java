// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.transport;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be made to go wrong. */
public enum FaultKind {
  /** Points newer than the start of the fault stay invisible. */
  MONITORING_SILENT,
  /** Every read is RESOURCE_EXHAUSTED. */
  MONITORING_429,
  /** Every read is UNAVAILABLE. */
  MONITORING_503,
  /** Every answer is a day old, whatever interval was asked for. */
  MONITORING_STALE,
  /** Every other series is missing and the answer carries an execution error. */
  MONITORING_PARTIAL,
  /** No samples are taken, or none of a region: its series, and the total, have a hole for ever. */
  MONITORING_GAP,
  /** Publishing, pulling and acknowledging are UNAVAILABLE, and open streams break. */
  PUBSUB_UNAVAILABLE,
  /** Pulling is UNAVAILABLE on subscriptions with the label {@code taskworkers-doorbell}. */
  DOORBELL_SILENT,
  /** Streams that are open when it begins bring nothing more and answer nothing, without an end. */
  STREAM_STUCK,
  /** Streams bring messages but answer no ping. */
  STREAM_MUTE,
  /** Streams bring no messages but answer pings. */
  STREAM_DEAF,
  /** A subscription is late for everyone in the half minute after it was made. */
  NEW_SUBSCRIPTION_LATE,
  /** A Pull brings one message at most. */
  PULL_SHORT,
  /** A Pull brings nothing, whatever waits. */
  PULL_EMPTY,
  /** Streams are open and bring nothing; Pull is RESOURCE_EXHAUSTED. */
  PUBSUB_THROTTLED,
  /** Pulls that were given up go on swallowing messages until it is over. */
  PULL_GHOST,
  /** With exactly-once delivery, acknowledgements and deadlines of good ids fail now and then. */
  EOD_FLAKY,
  /** Every message without an ordering key is delivered twice. */
  DUPLICATES,
  /** Calls of a method on a resource are RESOURCE_EXHAUSTED; streams that are open stay. */
  QUOTA_EXCEEDED,
  /** Publishing and pulling are FAILED_PRECONDITION, as with a disabled key of the customer's. */
  KEY_DISABLED,
  /** Calls of a method on a resource are PERMISSION_DENIED. */
  PERMISSION_DENIED;

  /** As the command line and the admin port write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<FaultKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
