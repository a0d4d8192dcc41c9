// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.localcluster.ApiServer;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** By what an installation tells its doorbells from those of others. */
final class InstallationTest {
  private final ApiServer server = ApiServer.start(Clock.systemUTC());
  private final KubernetesClient kubernetes = server.client();
  private final Deque<Runnable> background = new ArrayDeque<>();

  @AfterEach
  void stop() {
    kubernetes.close();
    server.close();
  }

  private Optional<String> id(String namespace) {
    var installation = new Installation(kubernetes, namespace, background::add);
    background.remove().run();
    return installation.get();
  }

  private void create(String namespace, String uid) {
    kubernetes
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .withUid(uid)
                .endMetadata()
                .build())
        .create();
  }

  @Test
  void namespaces_have_an_id_each_that_stays_the_same() {
    create("taskworkers-system", "a");
    create("other", "b");

    assertThat(id("taskworkers-system").orElseThrow()).matches("[0-9a-f]{8}");
    assertThat(id("taskworkers-system")).isEqualTo(id("taskworkers-system"));
    assertThat(id("taskworkers-system")).isNotEqualTo(id("other"));
  }

  @Test
  void a_namespace_of_the_same_name_in_another_cluster_is_another_installation() {
    create("taskworkers-system", "a");
    var here = id("taskworkers-system");
    kubernetes.namespaces().withName("taskworkers-system").delete();
    create("taskworkers-system", "b");

    assertThat(id("taskworkers-system")).isNotEqualTo(here);
  }

  @Test
  void who_may_not_read_the_namespace_goes_by_its_name() {
    assertThat(id("default")).isEqualTo(id("default")).isPresent();
    assertThat(id("default")).isNotEqualTo(id("other"));
  }

  @Test
  void nobody_waits_for_the_api_server_and_it_is_asked_once_at_a_time() {
    var installation = new Installation(kubernetes, "default", background::add);

    assertThat(installation.get()).isEmpty();
    assertThat(installation.get()).isEmpty();
    assertThat(background).hasSize(1);
  }
}
