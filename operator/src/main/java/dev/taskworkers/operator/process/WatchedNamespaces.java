// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.operator.pool.PoolWatches;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves out the namespaces that the operator may not watch: one that is deleted takes the
 * operator's Role with it, and that must not end the watches on the others.
 */
final class WatchedNamespaces {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedNamespaces.class);
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final KubernetesClient kubernetes;
  private final Set<String> wanted;
  private final Executor background;
  private final Consumer<String> onChange;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile Set<String> forbidden = Set.of();
  private volatile boolean isChosen;
  private volatile Instant nextLook = Instant.MIN;

  /**
   * @param wanted empty for all
   * @param onChange is told, once at least, when other ones may be watched than were chosen
   */
  WatchedNamespaces(
      KubernetesClient kubernetes,
      Set<String> wanted,
      Executor background,
      Consumer<String> onChange) {
    this.kubernetes = kubernetes;
    this.wanted = wanted;
    this.background = background;
    this.onChange = onChange;
  }

  /**
   * Those that the operator may watch now; empty for all.
   *
   * @throws KubernetesClientException when it may watch none, or the API server does not tell
   */
  Set<String> choose() {
    var refusals = refusals();
    if (!wanted.isEmpty() && refusals.size() == wanted.size()) {
      throw refusals.get(0).answer();
    }
    refusals.forEach(
        refused ->
            LOG.warn(
                "The operator may not watch namespace {} and leaves it out ({}). If it was"
                    + " deleted, remove it from the chart's value namespaces; otherwise, grant the"
                    + " operator its whole Role there.",
                refused.namespace(),
                refused.answer().getMessage()));
    forbidden = names(refusals);
    isChosen = !wanted.isEmpty();
    return watched();
  }

  /** Those that were chosen; empty for all. */
  Set<String> watched() {
    var allowed = new TreeSet<>(wanted);
    allowed.removeAll(forbidden);
    return allowed;
  }

  private record Refusal(String namespace, KubernetesClientException answer) {}

  private List<Refusal> refusals() {
    return wanted.stream().flatMap(name -> refusal(name).stream()).toList();
  }

  private static Set<String> names(List<Refusal> refusals) {
    return refusals.stream().map(Refusal::namespace).collect(Collectors.toSet());
  }

  /** One kind that may not be watched ends the watches on all others, in all namespaces. */
  private Optional<Refusal> refusal(String namespace) {
    return PoolWatches.KINDS.stream()
        .flatMap(kind -> refusal(namespace, kind).stream())
        .findFirst();
  }

  private Optional<Refusal> refusal(String namespace, Class<? extends HasMetadata> kind) {
    try {
      kubernetes
          .resources(kind)
          .inNamespace(namespace)
          .list(new ListOptionsBuilder().withLimit(1L).build());
      return Optional.empty();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      return Optional.of(new Refusal(namespace, e));
    }
  }

  /** How many are left out. */
  int unwatched() {
    return forbidden.size();
  }

  /** Looks whether they have changed; called every few seconds, and never waits. */
  void tend(Instant now) {
    if (isChosen && !now.isBefore(nextLook) && underWay.compareAndSet(false, true)) {
      nextLook = now.plus(AGAIN);
      background.execute(this::look);
    }
  }

  private void look() {
    try {
      var found = names(refusals());
      // Where all are forbidden, nothing is left to follow: that is waited for.
      if (!found.equals(forbidden) && !found.equals(wanted)) {
        onChange.accept("the namespaces that the operator may watch have changed");
      }
    } catch (KubernetesClientException e) {
      LOG.debug("the operator does not know which namespaces it may watch", e);
    } finally {
      underWay.set(false);
    }
  }
}
