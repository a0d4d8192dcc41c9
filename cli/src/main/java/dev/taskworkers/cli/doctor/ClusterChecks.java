package dev.taskworkers.cli.doctor;

import com.google.common.base.Throwables;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.process.Leadership;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What Kubernetes says of the operator. Nothing is written, and each call has a deadline. */
final class ClusterChecks {
  private static final String CRD = HasMetadata.getFullResourceName(TaskWorkerPool.class);
  private static final String OPERATOR = "taskworkers-operator";
  private static final String GOOGLE_ACCOUNT = "iam.gke.io/gcp-service-account";
  private static final String INSTALL =
      "helm upgrade --install taskworkers helm --namespace taskworkers-system --create-namespace"
          + " --set image.repository=IMAGE --set workerImage.repository=WORKER_IMAGE";

  /** The clock of this machine and the operator's may differ by as much. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final KubernetesClient kubernetes;
  private final Optional<String> namespace;
  private final Clock clock;
  private final List<Check> checks = new ArrayList<>();
  private Installation installation = Installation.unknown();
  private PoolChecks pools = new PoolChecks(List.of());

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
      asked("crd", "CustomResourceDefinitions", () -> List.of(crd()));
      asked("operator", "Deployments in all namespaces", this::operator);
      asked("workers-heard", "pools", this::workersHeard);
    } catch (KubernetesClientException e) {
      checks.add(
          Check.unknown(
              "cluster",
              "The API server at "
                  + kubernetes.getMasterUrl()
                  + " does not answer: "
                  + reason(e)
                  + "."));
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
      if (e.getCode() < HttpURLConnection.HTTP_BAD_REQUEST) {
        throw e;
      }
      checks.add(
          Check.unknown(
              name,
              e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                      || e.getCode() == HttpURLConnection.HTTP_UNAUTHORIZED
                  ? "The cluster does not let you look at " + what + "."
                  : "The cluster does not tell of " + what + ": " + reason(e) + "."));
    }
  }

  private static String reason(KubernetesClientException problem) {
    var root = Throwables.getRootCause(problem);
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private Check crd() {
    var found = kubernetes.apiextensions().v1().customResourceDefinitions().withName(CRD).get();
    return found == null
        ? Check.no(
            "crd",
            "The resource " + CRD + " is not installed.",
            "kubectl apply --server-side --filename helm/files/crd.yaml")
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
                .getItems());
    return List.of(pools.workersHeard());
  }

  private List<Check> operator() {
    var found =
        kubernetes
            .apps()
            .deployments()
            .inAnyNamespace()
            .withLabel("app.kubernetes.io/name", OPERATOR)
            .list()
            .getItems();
    var chosen =
        found.stream()
            .filter(each -> watches(installation(each), namespace))
            .findFirst()
            .or(() -> found.stream().findFirst());
    if (chosen.isEmpty()) {
      return List.of(Check.no("operator", "There is no operator on this cluster.", INSTALL));
    }
    of(chosen.get());
    return List.of();
  }

  private static boolean watches(Installation operator, Optional<String> wanted) {
    return operator.watched().isEmpty() || wanted.map(operator.watched()::contains).orElse(true);
  }

  private void of(Deployment operator) {
    installation = installation(operator);
    var where = operator.getMetadata().getNamespace();
    checks.add(ready(operator));
    asked("leader", "Leases in " + where, () -> List.of(leader(operator)));
    namespace
        .filter(name -> !watches(installation, namespace))
        .ifPresent(name -> checks.add(unwatched(operator, name)));
    asked("identity", "ServiceAccounts in " + where, () -> List.of(identity(operator)));
  }

  private static Check ready(Deployment operator) {
    var wanted = Optional.ofNullable(operator.getSpec().getReplicas()).orElse(1);
    var ready =
        Optional.ofNullable(operator.getStatus())
            .map(status -> status.getReadyReplicas())
            .orElse(0);
    var sentence = named(operator) + " has " + ready + " of " + wanted + " pods ready.";
    return ready > 0
        ? Check.yes("operator", sentence)
        : Check.no(
            "operator",
            sentence + " Its log says why.",
            "kubectl logs --namespace "
                + operator.getMetadata().getNamespace()
                + " deployment/"
                + operator.getMetadata().getName());
  }

  private static String named(Deployment operator) {
    return "Deployment "
        + operator.getMetadata().getNamespace()
        + "/"
        + operator.getMetadata().getName();
  }

  private Check leader(Deployment operator) {
    var where = operator.getMetadata().getNamespace();
    var lease = kubernetes.leases().inNamespace(where).withName(Leadership.LEASE).get();
    var holder = holder(lease);
    if (holder.isEmpty()) {
      return Check.no("leader", "No operator leads, so no pool is scaled.", restart(operator));
    }
    var renewed = lease.getSpec().getRenewTime();
    var age = renewed == null ? SKEW : Duration.between(renewed.toInstant(), clock.instant());
    var lasts =
        Duration.ofSeconds(
            Optional.ofNullable(lease.getSpec().getLeaseDurationSeconds()).orElse(0));
    var sentence = holder.get() + " has renewed the leader's Lease " + age.toSeconds() + " s ago";
    return age.compareTo(lasts.plus(SKEW)) < 0
        ? Check.yes("leader", sentence + ".")
        : Check.no("leader", sentence + ", so no operator leads.", restart(operator));
  }

  private static Optional<String> holder(Lease lease) {
    return Optional.ofNullable(lease)
        .map(found -> found.getSpec().getHolderIdentity())
        .filter(name -> !name.isEmpty());
  }

  private static String restart(Deployment operator) {
    return "kubectl rollout restart --namespace "
        + operator.getMetadata().getNamespace()
        + " deployment/"
        + operator.getMetadata().getName();
  }

  private Check unwatched(Deployment operator, String unwatched) {
    var all = new TreeSet<>(installation.watched());
    var labels = Optional.ofNullable(operator.getMetadata().getLabels()).orElse(Map.of());
    var sentence =
        "The operator watches " + String.join(", ", all) + ", and not " + unwatched + ".";
    all.add(unwatched);
    return Check.no(
        "namespace",
        sentence,
        "helm upgrade "
            + labels.getOrDefault("app.kubernetes.io/instance", "RELEASE")
            + " helm --namespace "
            + operator.getMetadata().getNamespace()
            + " --reuse-values --set namespaces='{"
            + String.join(",", all)
            + "}'");
  }

  private Check identity(Deployment operator) {
    var variables = variables(operator);
    if (variables.containsKey("PUBSUB_EMULATOR_HOST")) {
      return Check.yes("identity", "The operator asks an emulator, which wants to know of none.");
    }
    if (variables.containsKey("GOOGLE_APPLICATION_CREDENTIALS")) {
      return Check.yes("identity", "The operator has the key of a service account.");
    }
    return installation
        .googleAccount()
        .map(
            account ->
                Check.yes("identity", "By Workload Identity the operator is " + account + "."))
        .orElseGet(
            () ->
                Check.unknown(
                    "identity",
                    "The operator's ServiceAccount names no account at Google (the chart's value"
                        + " google.serviceAccount). It may have been granted roles directly."));
  }

  private Installation installation(Deployment operator) {
    return Installation.of(
        Optional.of(operator.getMetadata().getNamespace()),
        variables(operator),
        googleAccount(operator));
  }

  private Optional<String> googleAccount(Deployment operator) {
    var name = operator.getSpec().getTemplate().getSpec().getServiceAccountName();
    try {
      return Optional.ofNullable(
              kubernetes
                  .serviceAccounts()
                  .inNamespace(operator.getMetadata().getNamespace())
                  .withName(name == null ? "default" : name)
                  .get())
          .map(account -> account.getMetadata().getAnnotations())
          .map(annotations -> annotations.get(GOOGLE_ACCOUNT));
    } catch (KubernetesClientException mayNotLook) {
      return Optional.empty();
    }
  }

  private static Map<String, String> variables(Deployment operator) {
    return operator.getSpec().getTemplate().getSpec().getContainers().stream()
        .flatMap(container -> container.getEnv().stream())
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue, (one, same) -> one));
  }
}
