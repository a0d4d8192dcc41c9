// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.cli.options.Checkout;
import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.runtime.RootCause;
import dev.taskworkers.ui.cluster.ApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** What Kubernetes says of the operator. Nothing is written, and each call has a deadline. */
final class ClusterChecks {
  private static final String CRD = HasMetadata.getFullResourceName(TaskWorkerPool.class);
  private static final String GOOGLE_ACCOUNT = "iam.gke.io/gcp-service-account";
  private static final String INSTALL =
      "helm upgrade --install taskworkers "
          + Checkout.file("helm")
          + " --namespace taskworkers-system --create-namespace"
          + " --set image.repository=IMAGE --set workerImage.repository=WORKER_IMAGE";

  private final KubernetesClient kubernetes;
  private final Optional<String> namespace;
  private final Clock clock;
  private final List<Check> checks = new ArrayList<>();
  private Optional<FoundOperator> operator = Optional.empty();
  private Installation installation = Installation.unknown();
  private PoolChecks pools = PoolChecks.none();

  /**
   * @param namespace the namespace of the pools that are asked about; empty for all
   */
  ClusterChecks(KubernetesClient kubernetes, Optional<String> namespace, Clock clock) {
    this.kubernetes = kubernetes;
    this.namespace = namespace;
    this.clock = clock;
  }

  /** What was learned of the operator, once it was asked for. */
  Installation installation() {
    return installation;
  }

  /** The pools that were seen. */
  PoolChecks pools() {
    return pools;
  }

  List<Check> checks() {
    try {
      asked("operator", "Deployments in all namespaces", this::operator);
      asked("crd", "CustomResourceDefinitions", () -> List.of(crd()));
      asked("workers-heard", "pools", this::workersHeard);
    } catch (KubernetesClientException e) {
      var trouble = ApiServer.trouble(kubernetes, e);
      checks.add(
          Check.no(
              "cluster",
              trouble.substring(0, 1).toUpperCase(Locale.ROOT)
                  + trouble.substring(1)
                  + (isRefused(e) ? "" : " Check the kubeconfig's server and the network."),
              ""));
    }
    return checks;
  }

  /**
   * One that may not be looked at is unknown; where nobody answers, nobody needs to be asked on.
   */
  private void asked(String name, String what, Supplier<List<Check>> question) {
    try {
      checks.addAll(question.get());
    } catch (KubernetesClientException e) {
      if (isRefused(e) || e.getCode() < HttpURLConnection.HTTP_BAD_REQUEST) {
        throw e;
      }
      checks.add(
          Check.unknown(
              name,
              e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                  ? "The cluster does not let you look at " + what + "."
                  : "The cluster does not say anything about " + what + ": " + RootCause.line(e)));
    }
  }

  /** Whether the API server takes the caller for nobody that it knows. */
  private static boolean isRefused(KubernetesClientException problem) {
    return problem.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED;
  }

  /** Its release has to bring it: Helm takes no resource over that somebody else has made. */
  private Check crd() {
    var found = kubernetes.apiextensions().v1().customResourceDefinitions().withName(CRD).get();
    return found == null
        ? Check.no(
            "crd",
            "The resource " + CRD + " is not installed.",
            operator.map(release -> release.upgrade("crds.install=true")).orElse(INSTALL))
        : Check.yes("crd", "The resource " + CRD + " is installed.");
  }

  private List<Check> workersHeard() {
    if (checks.stream()
        .anyMatch(check -> check.answer() == Check.Answer.no && check.name().equals("crd"))) {
      return List.of();
    }
    var resources = kubernetes.resources(TaskWorkerPool.class);
    pools =
        new PoolChecks(
            namespace
                .map(name -> resources.inNamespace(name).list())
                .orElseGet(() -> resources.inAnyNamespace().list())
                .getItems(),
            installation.namespace(),
            this::limitsIngress);
    return List.of(pools.workersHeard());
  }

  /** Empty where the cluster doesn't say. */
  private Optional<Boolean> limitsIngress(String namespace) {
    try {
      return Optional.of(
          kubernetes
              .network()
              .v1()
              .networkPolicies()
              .inNamespace(namespace)
              .list()
              .getItems()
              .stream()
              .map(policy -> policy.getSpec().getPolicyTypes())
              .anyMatch(types -> types == null || types.isEmpty() || types.contains("Ingress")));
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }

  private List<Check> operator() {
    var found =
        kubernetes
            .apps()
            .deployments()
            .inAnyNamespace()
            .withLabel("app.kubernetes.io/name", ClusterNames.OPERATOR)
            .list()
            .getItems()
            .stream()
            .map(FoundOperator::new)
            .toList();
    var chosen =
        found.stream()
            .filter(each -> watches(installation(each)))
            .findFirst()
            .or(() -> found.stream().findFirst());
    if (chosen.isEmpty()) {
      return List.of(Check.no("operator", "There is no operator on this cluster.", INSTALL));
    }
    operator = chosen;
    of(chosen.get());
    return List.of();
  }

  private boolean watches(Installation found) {
    return found.watched().isEmpty() || namespace.map(found.watched()::contains).orElse(true);
  }

  private void of(FoundOperator found) {
    installation = installation(found);
    checks.add(found.ready());
    asked(
        "leader",
        "Leases in " + found.namespace(),
        () -> List.of(found.leader(lease(found), clock.instant())));
    namespace
        .filter(name -> !watches(installation))
        .ifPresent(name -> checks.add(found.unwatched(name, installation.watched())));
    checks.add(found.identity(installation.googleAccount()));
  }

  private Optional<Lease> lease(FoundOperator found) {
    return Optional.ofNullable(
        kubernetes.leases().inNamespace(found.namespace()).withName(ClusterNames.OPERATOR).get());
  }

  private Installation installation(FoundOperator found) {
    return Installation.of(Optional.of(found.namespace()), found.variables(), googleAccount(found));
  }

  private Optional<String> googleAccount(FoundOperator found) {
    try {
      return Optional.ofNullable(
              kubernetes
                  .serviceAccounts()
                  .inNamespace(found.namespace())
                  .withName(found.serviceAccount())
                  .get())
          .map(account -> account.getMetadata().getAnnotations())
          .map(annotations -> annotations.get(GOOGLE_ACCOUNT));
    } catch (KubernetesClientException mayNotLook) {
      return Optional.empty();
    }
  }
}
