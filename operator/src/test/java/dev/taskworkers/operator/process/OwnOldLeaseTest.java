// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.taskworkers.crds.ClusterNames;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.localcluster.ApiServer;
import dev.taskworkers.operator.OperatorConfig;
import dev.taskworkers.protocol.EnvVars;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An operator whose container restarted, so that the Lease still names its pod; or one that finds
 * another one's there.
 */
final class OwnOldLeaseTest {
  private static final int TRANSITIONS = 1;

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PUBSUB_EMULATOR_HOST",
          "127.0.0.1:1",
          "MONITORING_EMULATOR_HOST",
          "127.0.0.1:1",
          EnvVars.LEADER_ELECTION,
          "true",
          "POD_NAMESPACE",
          "system",
          "HOSTNAME",
          "me");

  private final ApiServer server = ApiServer.start(Clock.systemUTC());
  private final KubernetesClient kubernetes = server.client();
  private final Leadership leadership = Leadership.in("system", ENVIRONMENT);
  private final OperatorComponents components = components(leadership);
  private final LeadershipTerm term = components.term();

  private OperatorComponents components(Leadership leadership) {
    return new OperatorComponents(
        OperatorConfig.from(ENVIRONMENT),
        ENVIRONMENT,
        new Platform(
            ApiClient.open(new ConfigBuilder().withMasterUrl(server.url())),
            UnaryOperator.identity(),
            Clock.systemUTC(),
            Duration.ofSeconds(5)),
        leadership);
  }

  @BeforeEach
  void store() throws IOException {
    try (var crd = TaskWorkerPool.class.getResourceAsStream("/crd/crd.yaml")) {
      kubernetes.resource(Serialization.unmarshal(crd, CustomResourceDefinition.class)).create();
    }
    var longAgo = ZonedDateTime.now(ZoneOffset.UTC).minusHours(1);
    kubernetes
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace("system")
                .withName(ClusterNames.OPERATOR)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("me")
                .withLeaseDurationSeconds(15)
                .withAcquireTime(longAgo)
                .withRenewTime(longAgo)
                .withLeaseTransitions(TRANSITIONS)
                .endSpec()
                .build())
        .create();
  }

  @AfterEach
  void stop() {
    term.close();
    components.close();
    server.close();
  }

  @Test
  void takes_it_anew_and_does_not_lead_by_what_it_reads() {
    term.begin();
    soon().until(term::leads);

    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("me");
    assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(TRANSITIONS + 1);
  }

  @Test
  void leaves_it_to_another_one_that_takes_it_in_between() {
    var taken = new AtomicBoolean();
    var client =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder().withMasterUrl(server.url()).build())
            .withHttpClientBuilderConsumer(
                http -> http.addOrReplaceInterceptor("other", takenBefore("PUT", taken)))
            .build();

    Leadership.in("system", ENVIRONMENT).giveUp(client);
    client.close();

    assertThat(taken).isTrue();
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("other");
  }

  private Interceptor takenBefore(String method, AtomicBoolean taken) {
    return new Interceptor() {
      @Override
      public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (request.method().equals(method) && taken.compareAndSet(false, true)) {
          takenByAnother();
        }
      }
    };
  }

  @Test
  void stands_by_where_another_one_has_taken_the_lease() {
    takenByAnother();

    term.begin();

    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("other");
    assertThat(term.leads()).isFalse();
  }

  @Test
  void takes_that_of_a_leader_that_died_while_its_clock_was_an_hour_ahead() {
    takenByAnother();
    var impatient = components(leadership.lasting(Duration.ofSeconds(1)));
    var standingBy = impatient.term();

    standingBy.begin();
    try {
      soon()
          .until(
              () -> {
                standingBy.checkTenure();
                return standingBy.leads();
              });
    } finally {
      standingBy.close();
      impatient.close();
    }
  }

  @Test
  void leaves_it_to_a_leader_that_renews_it_until_that_has_been_silent_for_as_long_as_it_lasts() {
    takenByAnother();
    var seconds = new AtomicLong();
    var watch =
        new DeadLeader(
            leadership, kubernetes, Duration.ofSeconds(15), () -> seconds.get() * 1_000_000_000);

    for (var second = 0; second < 60; second += 10) {
      seconds.set(second);
      takenByAnother();
      watch.look();
    }
    seconds.set(65);
    watch.look();
    assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("other");

    seconds.set(66);
    watch.look();
    assertThat(lease().getSpec().getHolderIdentity()).isEmpty();
  }

  private void takenByAnother() {
    kubernetes
        .leases()
        .inNamespace("system")
        .withName(ClusterNames.OPERATOR)
        .edit(
            lease ->
                new LeaseBuilder(lease)
                    .editSpec()
                    .withHolderIdentity("other")
                    .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC).plusHours(1))
                    .endSpec()
                    .build());
  }

  private Lease lease() {
    return kubernetes.leases().inNamespace("system").withName(ClusterNames.OPERATOR).get();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(20));
  }
}
