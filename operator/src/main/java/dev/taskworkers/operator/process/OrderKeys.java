// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import dev.taskworkers.operator.signals.workers.KeyRing;
import dev.taskworkers.protocol.SigningKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that prove orders, in a Secret of the operator's namespace which the chart makes empty.
 * All operators of the installation use it: each fills it when it is empty, and the one that comes
 * second takes what the first one wrote. Workers are told of keys by the one that leads, so that
 * only that one changes them.
 */
final class OrderKeys {
  /** The Secret's name. The operator may read and patch this one and no other. */
  static final String SECRET = "taskworkers-orders";

  static final String ENTRY = "keys";

  private static final Logger LOG = LoggerFactory.getLogger(OrderKeys.class);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final Duration EVERY = Duration.ofMinutes(1);

  /** An operator that can't read the keys for so long can hardly tell a worker of them, either. */
  private static final Duration BREAK = Duration.ofMinutes(3);

  private final KubernetesClient kubernetes;
  private final String namespace;
  private final Executor background;
  private final Clock clock;
  private final BooleanSupplier leads;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile KeyRing ring = KeyRing.EMPTY;

  /** The first of the leader's looks that went well without a break, and the last one. */
  private volatile Instant telling = Instant.EPOCH;

  private volatile Instant read = Instant.EPOCH;
  private volatile Instant looked = Instant.MIN;
  private volatile boolean lookedAsLeader;
  private volatile String toldProblem = "";

  /**
   * @param namespace the operator's own
   * @param leads whether this operator tells workers of the keys
   */
  OrderKeys(
      KubernetesClient kubernetes,
      String namespace,
      Executor background,
      Clock clock,
      BooleanSupplier leads) {
    this.kubernetes = kubernetes;
    this.namespace = namespace;
    this.background = background;
    this.clock = clock;
    this.leads = leads;
  }

  /** The key to sign with at {@code now}; empty while there is none. */
  Optional<SigningKey> signing(Instant now) {
    var toldUntil = read.plus(BREAK);
    return ring.signing(now.isBefore(toldUntil) ? now : toldUntil, telling);
  }

  /** What workers are to know, as an annotation of their pods; empty while there is no key. */
  Optional<String> shown() {
    return ring.shown();
  }

  /** Looks in the background, where that is due; called every few seconds. */
  void tend(Instant now) {
    if (isDue(now) && underWay.compareAndSet(false, true)) {
      background.execute(
          () -> {
            try {
              look();
            } finally {
              underWay.set(false);
            }
          });
    }
  }

  /** Whoever begins to lead looks at once: the leader before may have taken a key away since. */
  private boolean isDue(Instant now) {
    return !looked.plus(EVERY).isAfter(now) || !lookedAsLeader && leads.getAsBoolean();
  }

  /** Reads the keys, and writes what they should be now; what goes wrong is tried again. */
  void look() {
    looked = clock.instant();
    lookedAsLeader = leads.getAsBoolean();
    try {
      var found =
          Optional.ofNullable(kubernetes.secrets().inNamespace(namespace).withName(SECRET).get());
      if (found.isPresent()) {
        if (lookedAsLeader) {
          noteTold(looked);
        }
        ring = kept(found.get());
        toldProblem = "";
      } else {
        tell("There is no such Secret; 'helm upgrade' creates it.");
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        // Another operator has written what it should be; that is read next.
        looked = Instant.MIN;
      } else {
        tell(e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage());
      }
    }
  }

  private void noteTold(Instant now) {
    if (!read.plus(BREAK).isAfter(now)) {
      telling = now;
    }
    read = now;
  }

  private KeyRing kept(Secret secret) {
    var now = clock.instant();
    var before = KeyRing.parse(text(secret));
    var after = lookedAsLeader || before.keys().isEmpty() ? before.at(now, telling) : before;
    if (after != before) {
      write(secret, after);
      LOG.info(
          "the operator now signs orders with key {}, and workers know {} keys",
          after.signing(now, telling).map(SigningKey::id).orElse("none"),
          after.keys().size());
    }
    return after;
  }

  private static String text(Secret secret) {
    var data = Optional.ofNullable(secret.getData()).orElse(Map.of());
    try {
      return new String(
          Base64.getDecoder().decode(data.getOrDefault(ENTRY, "")), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Refused where somebody has written since it was read. */
  private void write(Secret read, KeyRing ring) {
    var text = Base64.getEncoder().encodeToString(ring.text().getBytes(StandardCharsets.UTF_8));
    kubernetes
        .resource(read)
        .patch(
            MERGE,
            Serialization.asJson(
                Map.of(
                    "metadata",
                    Map.of("resourceVersion", read.getMetadata().getResourceVersion()),
                    "data",
                    Map.of(ENTRY, text))));
  }

  private void tell(String problem) {
    if (!toldProblem.equals(problem)) {
      toldProblem = String.valueOf(problem);
      LOG.warn(
          "The keys that prove orders to workers can't be read or written (Secret {} in namespace"
              + " {}), and workers follow only orders that these keys prove: until this is fixed,"
              + " pools can't become smaller. {}",
          SECRET,
          namespace,
          problem);
    }
  }
}
