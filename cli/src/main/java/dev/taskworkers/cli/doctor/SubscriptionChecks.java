// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.operator.Advice;
import dev.taskworkers.operator.CheckResult;
import dev.taskworkers.operator.CheckResult.Fit;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.operator.Tenancy;
import dev.taskworkers.operator.Tenancy.Consent;
import dev.taskworkers.operator.pubsub.PubSubConsent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a subscription is fit for a pool, in the words of the pool's conditions. */
final class SubscriptionChecks {
  private final ResourceName name;
  private final CheckResult found;
  private final Installation operator;

  SubscriptionChecks(ResourceName name, CheckResult found, Installation operator) {
    this.name = name;
    this.found = found;
    this.operator = operator;
  }

  /**
   * @param namespace of pools; where it is empty, whether it may use the subscription is unknown
   */
  List<Check> checks(Optional<String> namespace) {
    var checks = new ArrayList<Check>();
    checks.add(fit());
    if (found.fit() == Fit.YES) {
      checks.add(
          advised("expiration", found.expiration(), "It does not expire when nobody uses it."));
      checks.add(
          advised(
              "dead-letter-policy",
              found.fewDeliveries(),
              "No dead-letter policy removes tasks before the worker gives up on them."));
    }
    checks.add(
        namespace
            .map(this::consent)
            .orElseGet(
                () ->
                    Check.unknown(
                        "consent", "Give --namespace N to learn whether its pools may use it.")));
    return checks;
  }

  private Check fit() {
    return switch (found.fit()) {
      case YES -> Check.yes("subscription", "Subscription " + name + " can be pulled.");
      case UNKNOWN -> Check.unknown("subscription", found.message());
      case NO -> Check.no("subscription", found.message(), create());
    };
  }

  private String create() {
    return "gcloud pubsub subscriptions create "
        + (isMissing() ? name : "SUBSCRIPTION")
        + " --topic="
        + (topic().isPresent() ? topic().get() : "TOPIC")
        + " --expiration-period=never";
  }

  /** Whether it does not exist. */
  boolean isMissing() {
    return found.state() == CheckResult.State.NOT_FOUND;
  }

  /** What is wrong with a dead-letter topic that is its own. */
  Optional<CheckResult> loopThrough(ResourceName deadLetterTopic) {
    return found.loopThrough(deadLetterTopic);
  }

  /** Its topic, where that is known and there. */
  Optional<String> topic() {
    return Optional.of(found.source().topic()).filter(topic -> topic.startsWith("projects/"));
  }

  private static Check advised(String name, Optional<Advice> advice, String otherwise) {
    return advice
        .map(better -> Check.no(name, better.message(), better.command()))
        .orElseGet(() -> Check.yes(name, otherwise));
  }

  private Check consent(String namespace) {
    var system = Tenancy.systemNamespace(namespace, operator.namespace());
    if (system.isPresent()) {
      return Check.no("consent", system.get(), "kubectl create namespace NAMESPACE");
    }
    var consent = operator.tenancy().consent(namespace, name, found.labels());
    if (consent != Consent.NONE) {
      return Check.yes(
          "consent",
          (consent == Consent.NAMED ? "Namespace " + namespace : "Every namespace")
              + " may use it.");
    }
    return found.fit() == Fit.UNKNOWN
        ? Check.unknown("consent", "Its labels say whether namespace " + namespace + " may use it.")
        : Check.no(
            "consent",
            "Its owner does not let namespace "
                + namespace
                + " use it. In place of a label, the cluster's administrator can list it in the"
                + " chart's value tenancy.allow.",
            new PubSubConsent().command(namespace, name));
  }
}
