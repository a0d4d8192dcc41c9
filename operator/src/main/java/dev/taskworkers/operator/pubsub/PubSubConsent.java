// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pubsub;

import dev.taskworkers.operator.OwnerConsent;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.Tenancy;

/** Says how a label on a subscription lets a namespace use it. */
public final class PubSubConsent implements OwnerConsent {
  /** Pub/Sub takes no longer key of a label. */
  private static final int LONGEST_KEY = 63;

  @Override
  public String refusal(String namespace, ResourceName subscription) {
    return "Subscription "
        + subscription
        + " does not exist, the operator may not look at it, or its owner does not let namespace "
        + namespace
        + " use it. Check the name, and that the operator has "
        + Permission.LOOK_AT_SUBSCRIPTION.role()
        + " there. Its owner consents with: "
        + command(namespace, subscription)
        + ". The cluster's administrator can list it in the chart's value tenancy.allow instead.";
  }

  @Override
  public String command(String namespace, ResourceName subscription) {
    return command(namespace, subscription.toString());
  }

  /**
   * What the subscription's owner runs to let {@code namespace} use it.
   *
   * @param subscription a full name, or an ID in the project that gcloud is set to
   */
  public static String command(String namespace, String subscription) {
    return "gcloud pubsub subscriptions update "
        + subscription
        + " --update-labels="
        + key(namespace)
        + "="
        + namespace;
  }

  /** Two that begin alike must not have one key: a label replaces that of the same key. */
  private static String key(String namespace) {
    var key = Tenancy.LABEL + "-" + namespace;
    var hash = String.format("-%08x", namespace.hashCode());
    return key.length() <= LONGEST_KEY ? key : key.substring(0, LONGEST_KEY - hash.length()) + hash;
  }
}
