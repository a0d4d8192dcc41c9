// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.arrivals;

import com.google.common.hash.Hashing;
import com.google.pubsub.v1.SubscriptionName;
import dev.taskworkers.operator.Source;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a doorbell is called: two installations that listen to one topic have a doorbell each, since
 * each needs every task.
 */
record DoorbellName(SubscriptionName name, String installation) {
  private static final String LABEL = "taskworkers-doorbell";
  private static final String PREFIX = "taskworkers-doorbell-";

  /**
   * The name in {@code project} for what {@code source} brings.
   *
   * @param installation of lower-case letters and digits
   */
  public static DoorbellName of(String installation, String project, Source source) {
    var hash = Hashing.sha256().newHasher();
    // Each part is told from the next by its length.
    for (var part : new String[] {source.topic(), source.filter()}) {
      hash.putInt(part.length()).putString(part, StandardCharsets.UTF_8);
    }
    source.counted().transforms().forEach(transform -> hash.putBytes(transform.toByteArray()));
    var digest = hash.hash().toString().substring(0, 16);
    return new DoorbellName(
        SubscriptionName.of(project, PREFIX + installation + "-" + digest), installation);
  }

  /** That of the doorbell beside it that is sent a share of the tasks. */
  public DoorbellName of(Share share) {
    return share == Share.EVERYTHING
        ? this
        : new DoorbellName(
            SubscriptionName.of(name.getProject(), name.getSubscription() + "-samples"),
            installation);
  }

  /** Whether it lies in the project of {@code other}. */
  boolean isBeside(DoorbellName other) {
    return name.getProject().equals(other.name().getProject());
  }

  Map<String, String> labels() {
    return Map.of(LABEL, installation);
  }

  boolean isOurs(Map<String, String> labels) {
    return labels.getOrDefault(LABEL, "").equals(installation);
  }

  /** Of a subscription of such a name that is somebody else's. */
  static StatusRuntimeException foreign(String name) {
    return Status.ALREADY_EXISTS
        .withDescription(
            "subscription "
                + name
                + " exists, but its label says that it is not this operator's; delete it")
        .asRuntimeException();
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
