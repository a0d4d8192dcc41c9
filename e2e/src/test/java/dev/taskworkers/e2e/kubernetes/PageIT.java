// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.ui.PoolActions.Offer;
import dev.taskworkers.ui.PoolSource;
import dev.taskworkers.ui.cluster.ClusterActions;
import dev.taskworkers.ui.cluster.ClusterSource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code taskworkers ui} shows of a real cluster, and to whom. */
@ExtendWith(OnKubernetes.class)
class PageIT {
  private static final String EXAMPLE =
      Path.of("../examples/kubernetes/page.yaml").toAbsolutePath().normalize().toString();

  private static Config administrator(TestEnvironment environment) {
    var config = Config.fromKubeconfig(environment.machine().kubeconfig().toFile());
    config.setHttp2Disable(true);
    return config;
  }

  private static KubernetesClient client(Config config) {
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** As a user with that role in this namespace, {@code view} or {@code edit}, and nowhere else. */
  private static KubernetesClient user(
      TestEnvironment environment, TestNamespace namespace, String role) {
    namespace.kubectl("create", "serviceaccount", "user");
    namespace.kubectl(
        "create",
        "rolebinding",
        "user",
        "--clusterrole=" + role,
        "--serviceaccount=" + namespace.name() + ":user");
    var token = namespace.kubectl("create", "token", "user").strip();
    return client(
        new ConfigBuilder(administrator(environment))
            .withNamespace(namespace.name())
            .withClientCertData(null)
            .withClientCertFile(null)
            .withClientKeyData(null)
            .withClientKeyFile(null)
            .withOauthToken(token)
            .build());
  }

  @Test
  void an_administrator_sees_what_the_leader_knows_and_pins_a_pool(TestEnvironment environment) {
    try (var namespace = environment.namespace();
        var kubernetes = client(administrator(environment))) {
      var source =
          new ClusterSource(
              kubernetes, Optional.of(namespace.name()), Optional.empty(), Clock.systemUTC());
      var pool = namespace.name() + "/shown";
      namespace.follow(
          "shown", Manifests.sleeping("shown", environment.tasks(), 1, TestImages.TASKS));

      var list = source.get("/pools");
      assertThat(list.missing()).isEmpty();
      assertThat(list.origin()).startsWith("Operator " + TestCluster.OPERATOR_SPACE + "/");
      assertThat(list.body()).contains("\"pool\":\"" + pool + "\"");
      assertThat(source.get("/pools/" + pool + "/timeline").body()).contains("\"columns\":");

      var actions = new ClusterActions(kubernetes);
      assertThat(actions.offers(pool)).extracting(Offer::action).contains("pin");
      assertThat(actions.perform(pool, "pin", OptionalInt.of(1)).status()).isEqualTo(200);
      namespace.await("one pod", () -> namespace.pods() == 1);
      namespace.await(
          "the page says that it is pinned",
          () -> source.get("/pools/" + pool).body().contains("\"pinned\":1"));
      assertThat(source.get("/pools/" + pool + "/hour").body()).contains("\"maxWaitSeconds\":");

      namespace.await(
          "its worker is heard",
          () -> source.get("/pools/" + pool).body().contains("\"state\":\"idle\""));
      var worker = namespace.podNames().get(0);
      assertThat(actions.drain(pool, worker).status()).isEqualTo(200);
      namespace.await(
          "another worker is in its place",
          () -> namespace.pods() == 1 && !namespace.podNames().contains(worker));
    }
  }

  private static String twp(TestEnvironment environment, String... words) {
    return Taskworkers.command(environment, "twp").and(words).output();
  }

  @Test
  void the_plugin_tells_why_and_since_when(TestEnvironment environment) {
    try (var namespace = environment.namespace()) {
      var tasks = environment.tasks();
      namespace.follow("asked", Manifests.sleeping("asked", tasks, 20, TestImages.TASKS));
      tasks.send(4);
      namespace.await("a task runs", () -> tasks.running() > 0);
      var pool = namespace.name() + "/asked";

      assertThat(twp(environment, "why", pool)).contains("are asked for; what binds: ");
      assertThat(twp(environment, "timeline", pool)).contains("Known since ", "Up from 0 to ");
    }
  }

  @Test
  void a_leader_that_goes_is_told_of_and_the_next_one_is_asked(TestEnvironment environment) {
    try (var namespace = environment.namespace();
        var kubernetes = client(administrator(environment))) {
      var source =
          new ClusterSource(
              kubernetes, Optional.of(namespace.name()), Optional.empty(), Clock.systemUTC());
      namespace.follow(
          "followed", Manifests.sleeping("followed", environment.tasks(), 1, TestImages.TASKS));
      var first = source.get("/pools").origin();
      assertThat(first).startsWith("Operator " + TestCluster.OPERATOR_SPACE + "/");

      var leader = first.substring(first.indexOf('/') + 1, first.indexOf(','));
      environment.kubectl("delete", "pod", leader, "--wait=false").output();
      var seen = new ArrayList<PoolSource.Reply>();
      namespace.await(
          "the next leader is asked",
          () -> {
            var list = source.get("/pools");
            seen.add(list);
            return list.missing().isEmpty()
                && !list.origin().equals(first)
                && list.body().contains("/followed\"");
          });
      // How long nobody leads depends on the machine: who looks then is told so.
      assertThat(seen)
          .allSatisfy(
              list ->
                  assertThat(list.missing().isEmpty())
                      .as(list.toString())
                      .isEqualTo(list.origin().startsWith("Operator ")));
    }
  }

  @Test
  void a_viewer_sees_the_status_is_told_what_is_missing_and_may_do_nothing(
      TestEnvironment environment) {
    try (var namespace = environment.namespace()) {
      namespace.follow(
          "viewed", Manifests.sleeping("viewed", environment.tasks(), 1, TestImages.TASKS));
      try (var kubernetes = user(environment, namespace, "view")) {
        var source =
            new ClusterSource(kubernetes, Optional.empty(), Optional.empty(), Clock.systemUTC());
        var pool = namespace.name() + "/viewed";
        var list = source.get("/pools");
        assertThat(list.isGood()).isTrue();
        assertThat(list.body()).contains("\"pool\":\"" + pool + "\"");
        assertThat(list.missing().get(0)).contains("You may not read the leader's Lease");

        var actions = new ClusterActions(kubernetes);
        assertThat(actions.offers(pool)).isEmpty();
        assertThat(actions.perform(pool, "pause", OptionalInt.empty()).status()).isEqualTo(403);
        assertThat(namespace.pool("viewed", ".spec.mode")).isNotEqualTo("Paused");
      }
    }
  }

  @Test
  void a_group_with_the_examples_role_sees_what_the_leader_knows_and_may_do_nothing(
      TestEnvironment environment) {
    environment.kubectl("apply", "-f", EXAMPLE).output();
    try (var namespace = environment.namespace();
        var kubernetes =
            client(
                new ConfigBuilder(administrator(environment))
                    .withImpersonateUsername("ada")
                    .withImpersonateGroups("sre")
                    .build())) {
      namespace.follow(
          "read", Manifests.sleeping("read", environment.tasks(), 1, TestImages.TASKS));
      var source =
          new ClusterSource(kubernetes, Optional.empty(), Optional.empty(), Clock.systemUTC());
      var list = source.get("/pools");
      assertThat(list.missing()).isEmpty();
      assertThat(list.origin()).startsWith("Operator " + TestCluster.OPERATOR_SPACE + "/");
      assertThat(list.body()).contains("\"pool\":\"" + namespace.name() + "/read\"");
      assertThat(new ClusterActions(kubernetes).offers(namespace.name() + "/read")).isEmpty();
    } finally {
      environment.kubectl("delete", "-f", EXAMPLE).output();
    }
  }

  @Test
  void an_editor_is_offered_actions_in_his_namespace_and_refused_in_another(
      TestEnvironment environment) {
    try (var own = environment.namespace();
        var other = environment.namespace()) {
      own.follow("mine", Manifests.sleeping("mine", environment.tasks(), 1, TestImages.TASKS));
      other.follow("yours", Manifests.sleeping("yours", environment.tasks(), 1, TestImages.TASKS));
      try (var kubernetes = user(environment, own, "edit")) {
        var actions = new ClusterActions(kubernetes);
        assertThat(actions.offers(own.name() + "/mine"))
            .extracting(Offer::action)
            .contains("pause", "pin");
        assertThat(actions.perform(own.name() + "/mine", "pause", OptionalInt.empty()).status())
            .isEqualTo(200);
        assertThat(own.pool("mine", ".spec.mode")).isEqualTo("Paused");

        assertThat(actions.offers(other.name() + "/yours")).isEmpty();
        assertThat(actions.perform(other.name() + "/yours", "pause", OptionalInt.empty()).status())
            .isEqualTo(403);
        assertThat(other.pool("yours", ".spec.mode")).isNotEqualTo("Paused");
      }
    }
  }
}
