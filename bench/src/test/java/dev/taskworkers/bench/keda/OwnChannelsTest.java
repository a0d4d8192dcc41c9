// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.worker.pubsub.PubSubSubscription;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our own channels, to an endpoint of Google's kind: TLS, under a name that must be vouched for.
 */
final class OwnChannelsTest {
  private static final String STORE = "javax.net.ssl.trustStore";
  private static final String STORE_PASSWORD = "javax.net.ssl.trustStorePassword";
  private static final String PASSWORD = "trusted";
  private static final String TASKS = "projects/p/subscriptions/tasks";

  @TempDir private Path folder;

  @AfterEach
  void trustTheUsual() {
    System.clearProperty(STORE);
    System.clearProperty(STORE_PASSWORD);
  }

  @Test
  void a_worker_acknowledges_through_an_endpoint_that_speaks_tls() throws Exception {
    trust(Identity.make(folder, "localhost"));
    assertThat(lostLeases()).containsExactly("unknown");
  }

  @Test
  void a_worker_speaks_to_nobody_who_is_not_vouched_for() {
    Identity.make(folder, "localhost");
    assertThatThrownBy(this::lostLeases).hasMessageContaining("UNAVAILABLE");
  }

  /** What is said of an id that Pub/Sub never gave out: only Pub/Sub itself can tell. */
  private Set<String> lostLeases() throws Exception {
    var identity = new Identity(folder);
    try (var cloud = LocalCloud.start(CloudOptions.undisturbed(), Clock.systemUTC());
        var front = cloud.openPubSub(new InetSocketAddress("127.0.0.1", 0), identity.ofServer())) {
      Provision.create("127.0.0.1", cloud.pubsubPort(), "projects/p/topics/tasks", TASKS);
      var endpoint = GoogleEndpoint.pubsub(Map.of("PUBSUB_ENDPOINT", "localhost:" + front.port()));
      var channel = endpoint.openChannel();
      try {
        return new PubSubSubscription(TASKS, channel, Optional.empty(), Runnable::run)
            .acknowledge(List.of("unknown"))
            .get(20, TimeUnit.SECONDS)
            .lost();
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private void trust(Identity identity) throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var authority = Files.newInputStream(identity.authority())) {
      store.setCertificateEntry(
          "authority", CertificateFactory.getInstance("X.509").generateCertificate(authority));
    }
    var file = folder.resolve("trusted.p12");
    try (var out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    System.setProperty(STORE, file.toString());
    System.setProperty(STORE_PASSWORD, PASSWORD);
  }
}
