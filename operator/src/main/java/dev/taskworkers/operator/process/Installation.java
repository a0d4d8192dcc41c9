// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import com.google.common.hash.Hashing;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which installation of the operator this is, as eight letters and digits: a hash of the uid of its
 * namespace, which no other cluster has, nor another release in this one. Never waits.
 */
final class Installation implements Supplier<Optional<String>> {
  private static final Logger LOG = LoggerFactory.getLogger(Installation.class);

  private final KubernetesClient kubernetes;
  private final String namespace;
  private final Executor background;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile Optional<String> id = Optional.empty();

  /**
   * Begins to ask.
   *
   * @param namespace the operator's own
   */
  Installation(KubernetesClient kubernetes, String namespace, Executor background) {
    this.kubernetes = kubernetes;
    this.namespace = namespace;
    this.background = background;
    ask();
  }

  /** Empty until the API server has told; it is asked when nobody has, or in vain. */
  @Override
  public Optional<String> get() {
    if (id.isEmpty()) {
      ask();
    }
    return id;
  }

  private void ask() {
    if (underWay.compareAndSet(false, true)) {
      background.execute(this::read);
    }
  }

  private void read() {
    try {
      id = Optional.of(hash(uid()));
    } catch (KubernetesClientException e) {
      LOG.warn("the operator can't read the UID of namespace {} and tries again", namespace, e);
    } finally {
      underWay.set(false);
    }
  }

  private String uid() {
    try {
      var found = Optional.ofNullable(kubernetes.namespaces().withName(namespace).get());
      var uid = found.map(it -> it.getMetadata().getUid());
      if (uid.isPresent()) {
        return uid.get();
      }
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
    }
    LOG.warn(
        "The operator can't read its namespace {}; grant it the verb get there. Operators in"
            + " namespaces of this name in other clusters take its doorbells for theirs, and each"
            + " hears a part of the tasks.",
        namespace);
    return namespace;
  }

  private static String hash(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString().substring(0, 8);
  }
}
