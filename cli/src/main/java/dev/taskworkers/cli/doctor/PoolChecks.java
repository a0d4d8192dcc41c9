// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.doctor;

import dev.taskworkers.cli.options.Checkout;
import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.crds.DeadLetterSpec;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.operator.ResourceName;
import dev.taskworkers.runtime.PubSubName;
import dev.taskworkers.runtime.UsageException;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What pools say, by their status and their spec. */
final class PoolChecks {
  private static final String HEARD = "workers-heard";

  /** The namespace of the operator that the example lets in. */
  private static final String EXAMPLES = ClusterNames.OPERATOR_NAMESPACE;

  /** Namespaces of silent pools that are asked for NetworkPolicies. */
  private static final int MOST_ASKED = 20;

  private final List<TaskWorkerPool> pools;
  private final Optional<String> operator;
  private final Function<String, Optional<Boolean>> limitsIngress;

  /**
   * @param operator the operator's namespace, if there is one
   * @param limitsIngress whether a NetworkPolicy limits who reaches pods of a namespace; empty
   *     where that can't be known
   */
  PoolChecks(
      List<TaskWorkerPool> pools,
      Optional<String> operator,
      Function<String, Optional<Boolean>> limitsIngress) {
    this.pools = List.copyOf(pools);
    this.operator = operator;
    this.limitsIngress = limitsIngress;
  }

  /** Where none are seen. */
  static PoolChecks none() {
    return new PoolChecks(List.of(), Optional.empty(), namespace -> Optional.empty());
  }

  /** Whether the operator reaches the workers, as the pools' condition says. */
  Check workersHeard() {
    Map<String, List<TaskWorkerPool>> by =
        pools.stream()
            .filter(pool -> condition(pool).isPresent())
            .collect(Collectors.groupingBy(pool -> condition(pool).orElseThrow().getStatus()));
    var silent = by.getOrDefault("False", List.of());
    if (!silent.isEmpty()) {
      return unheard(silent);
    }
    var heard = by.getOrDefault("True", List.of()).size();
    if (heard > 0) {
      return Check.yes(
          HEARD,
          "The operator hears the workers of " + heard + (heard == 1 ? " pool." : " pools."));
    }
    return Check.unknown(
        HEARD,
        by.getOrDefault("Unknown", List.of()).stream()
            .findFirst()
            .map(PoolChecks::said)
            .orElse("No pool has workers yet that the operator could have asked."));
  }

  /** Of the one with a cause that is known, if there is such a pool. */
  private Check unheard(List<TaskWorkerPool> silent) {
    var others = more(silent.size() - 1);
    // Whoever refuses orders can be reached, and needs the keys of today.
    var refusing =
        silent.stream()
            .filter(pool -> "OrdersRefused".equals(condition(pool).orElseThrow().getReason()))
            .findFirst();
    if (refusing.isPresent()) {
      var pool = refusing.get().getMetadata();
      return Check.no(
          HEARD,
          said(refusing.get()) + others,
          "kubectl rollout restart --namespace "
              + pool.getNamespace()
              + " deployment/"
              + pool.getName());
    }
    Map<String, Optional<Boolean>> limits = new HashMap<>();
    var shown = silent.get(0);
    for (var pool : silent) {
      if (limits.size() == MOST_ASKED) {
        break;
      }
      if (limits.computeIfAbsent(namespace(pool), limitsIngress).orElse(false)) {
        shown = pool;
        break;
      }
    }
    var namespace = namespace(shown);
    var isLimited = limits.get(namespace);
    if (isLimited.orElse(true)) {
      return Check.no(
          HEARD,
          said(shown)
              + others
              + (isLimited.isPresent()
                  ? ""
                  : " You may not see whether a NetworkPolicy limits who reaches the pods of "
                      + namespace
                      + "; if none does, look for a mesh instead."),
          letIn(namespace, Checkout.file("examples/kubernetes/networkpolicy.yaml")));
    }
    return Check.no(
        HEARD,
        said(shown)
            + others
            + " No NetworkPolicy limits who reaches the pods of "
            + namespace
            + ". Look at the log of the worker, for a mesh, and for what limits the operator's own"
            + " connections.",
        "");
  }

  private static String namespace(TaskWorkerPool pool) {
    return pool.getMetadata().getNamespace();
  }

  private String letIn(String namespace, String example) {
    var apply = "kubectl apply --namespace " + namespace + " --filename ";
    return operator
        .filter(name -> !name.equals(EXAMPLES))
        .map(name -> "sed 's/" + EXAMPLES + "/" + name + "/' " + example + " | " + apply + "-")
        .orElse(apply + example);
  }

  private static String said(TaskWorkerPool pool) {
    return "Pool "
        + pool.getMetadata().getNamespace()
        + "/"
        + pool.getMetadata().getName()
        + ": "
        + condition(pool).orElseThrow().getMessage();
  }

  private static String more(int others) {
    return others == 0
        ? ""
        : " WorkersHeard is False for " + others + (others == 1 ? " more pool." : " more pools.");
  }

  private static Optional<Condition> condition(TaskWorkerPool pool) {
    return Optional.ofNullable(pool.getStatus()).flatMap(ConditionType.WORKERS_HEARD::in);
  }

  /**
   * Where the pool on {@code subscription} sends dead letters.
   *
   * @param project of subscriptions that pools give by their id alone, where they name none
   */
  Optional<ResourceName> deadLetterTopic(ResourceName subscription, Optional<String> project) {
    return pools.stream()
        .map(TaskWorkerPool::getSpec)
        .filter(spec -> spec != null && spec.deadLetter() != null)
        .filter(
            spec ->
                full(
                        spec.subscription(),
                        id ->
                            PubSubName.subscription(
                                id,
                                Optional.ofNullable(spec.project()).or(() -> project).orElse(""),
                                ""))
                    .filter(subscription.toString()::equals)
                    .isPresent())
        .map(spec -> Optional.of(spec.deadLetter()).map(DeadLetterSpec::topic).orElse(""))
        .flatMap(
            topic -> full(topic, id -> PubSubName.topic(id, subscription.project(), "")).stream())
        .map(ResourceName::parse)
        .filter(topic -> Names.PROJECT.matcher(topic.project()).matches())
        .findFirst();
  }

  /** What was stored past the schema is no name. */
  private static Optional<String> full(String name, UnaryOperator<String> completed) {
    try {
      return name == null ? Optional.empty() : Optional.of(completed.apply(name));
    } catch (UsageException e) {
      return Optional.empty();
    }
  }
}
