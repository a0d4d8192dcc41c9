// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.cli.options.Checkout;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The operator's Deployment on a cluster, and what is to be said of it. */
record FoundOperator(Deployment deployment) {
  /** The clocks of this machine and of the operator's may differ by as much. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  String namespace() {
    return deployment.getMetadata().getNamespace();
  }

  private String name() {
    return deployment.getMetadata().getName();
  }

  String serviceAccount() {
    return Optional.ofNullable(deployment.getSpec().getTemplate().getSpec().getServiceAccountName())
        .orElse("default");
  }

  /** Those of its containers' variables that have a value of their own. */
  Map<String, String> variables() {
    return deployment.getSpec().getTemplate().getSpec().getContainers().stream()
        .flatMap(container -> container.getEnv().stream())
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue, (one, same) -> one));
  }

  /** Whether a pod of it is ready. */
  Check ready() {
    var wanted = Optional.ofNullable(deployment.getSpec().getReplicas()).orElse(1);
    var ready =
        Optional.ofNullable(deployment.getStatus())
            .map(status -> status.getReadyReplicas())
            .orElse(0);
    var sentence =
        "Deployment "
            + namespace()
            + "/"
            + name()
            + " has "
            + ready
            + " of "
            + wanted
            + " pods ready.";
    return ready > 0
        ? Check.yes("operator", sentence)
        : Check.no("operator", sentence + " Its log says why.", kubectl("logs"));
  }

  private String kubectl(String verb) {
    return "kubectl " + verb + " --namespace " + namespace() + " deployment/" + name();
  }

  /** Whether somebody holds the leader's Lease at {@code now}. */
  Check leader(Optional<Lease> lease, Instant now) {
    var held = lease.map(Lease::getSpec);
    var holder = held.map(LeaseSpec::getHolderIdentity).filter(name -> !name.isEmpty());
    if (holder.isEmpty()) {
      return Check.no(
          "leader", "No operator leads, so no pool is scaled.", kubectl("rollout restart"));
    }
    var renewed = held.map(LeaseSpec::getRenewTime).map(at -> at.toInstant()).orElse(Instant.EPOCH);
    var lasts = Duration.ofSeconds(held.map(LeaseSpec::getLeaseDurationSeconds).orElse(0));
    var age = Duration.between(renewed, now);
    var sentence = holder.get() + " has renewed the leader's Lease " + age.toSeconds() + " s ago";
    return age.compareTo(lasts.plus(SKEW)) < 0
        ? Check.yes("leader", sentence + ".")
        : Check.no("leader", sentence + ", so no operator leads.", kubectl("rollout restart"));
  }

  /** Says that the operator does not watch {@code unwatched}. */
  Check unwatched(String unwatched, Set<String> watched) {
    var all = new TreeSet<>(watched);
    var sentence =
        "The operator watches " + String.join(", ", all) + ", and not " + unwatched + ".";
    all.add(unwatched);
    return Check.no("namespace", sentence, upgrade("namespaces='{" + String.join(",", all) + "}'"));
  }

  /** The command that sets a value of its release, and leaves the others as they are. */
  String upgrade(String setting) {
    var labels = Optional.ofNullable(deployment.getMetadata().getLabels()).orElse(Map.of());
    return "helm upgrade "
        + labels.getOrDefault("app.kubernetes.io/instance", "RELEASE")
        + " "
        + Checkout.file("helm")
        + " --namespace "
        + namespace()
        + " --reset-then-reuse-values --set "
        + setting;
  }

  /** Whether it is somebody at Google. */
  Check identity(Optional<String> googleAccount) {
    if (variables().containsKey(GoogleEndpoint.PUBSUB_EMULATOR)) {
      return Check.yes("identity", "The operator uses an emulator, which needs no identity.");
    }
    if (Installation.hasKey(variables())) {
      return Check.yes("identity", "The operator has the key of a service account.");
    }
    return googleAccount
        .map(who -> Check.yes("identity", "By Workload Identity the operator is " + who + "."))
        .orElseGet(
            () ->
                Check.unknown(
                    "identity",
                    "The operator's ServiceAccount shows no account at Google (the chart's value"
                        + " google.serviceAccount). It may have been granted roles directly."));
  }
}
