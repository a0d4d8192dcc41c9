// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.UpdateSubscriptionRequest;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.protocol.EnvVars;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a pool gets of a subscription whose owner has not let its namespace use it. */
final class TenancyOfPoolsTest extends OperatorOnFastClock {
  private static final String FOREIGN = "or its owner does not let namespace n use it";

  private void label(String namespace) {
    label(Map.of("taskworkers-namespace", namespace));
  }

  private void label(Map<String, String> labels) {
    account
        .subscriber()
        .updateSubscription(
            UpdateSubscriptionRequest.newBuilder()
                .setSubscription(
                    Subscription.newBuilder().setName(subscription).putAllLabels(labels))
                .setUpdateMask(FieldMask.newBuilder().addPaths("labels"))
                .build());
  }

  @Test
  void it_learns_and_makes_nothing_until_the_owner_consents_and_after_he_takes_that_back() {
    label("other");
    account.publish(topic, "task");
    operator(Map.of());
    storePool("p", "");

    soon().until(() -> says("p", "Ready", "False", FOREIGN));
    assertThat(backlog()).isNull();
    assertThat(replicas("p")).isZero();
    assertThat(doorbells()).isZero();

    label("n");
    soon().until(() -> says("p", "Ready", "True", "") && replicas("p") == 1 && doorbells() == 1);

    label("other");
    soon().until(() -> says("p", "Ready", "False", FOREIGN));
    soon().until(() -> doorbells() == 0);
    assertThat(backlog()).isNull();
    assertThat(replicas("p")).isEqualTo(1);
  }

  private Long backlog() {
    return pool("p").get().getStatus().backlog().undelivered();
  }

  @Test
  void a_pool_without_consent_can_be_pinned_since_its_pods_are_its_authors_own() {
    label("other");
    operator(Map.of());
    storePool("p", ", replicas: 2");

    soon().until(() -> says("p", "Ready", "False", FOREIGN) && replicas("p") == 2);
  }

  @Test
  void a_subscription_that_does_not_exist_is_spoken_of_in_the_same_words() {
    operator(Map.of());
    subscription = account.project() + "/subscriptions/none";
    storePool("p", "");

    soon().until(() -> says("p", "Ready", "False", FOREIGN));
  }

  @Test
  void a_subscription_on_which_another_namespaces_pool_works_is_spoken_of_in_the_same_words() {
    label("other");
    operator(Map.of());
    storePool("other", "owner", "");
    soon().until(() -> isReady("other", "owner"));

    var known = told("known");
    subscription = account.project() + "/subscriptions/none";
    assertThat(told("unknown")).containsExactly("Checking", "NoConsent").isEqualTo(known);
  }

  /** The reasons that a pool without consent is given, one after the other. */
  private List<String> told(String name) {
    var reasons = Collections.synchronizedSet(new LinkedHashSet<String>());
    try (var pools =
        pool(name)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(TaskWorkerPool pool) {
                    onUpdate(pool, pool);
                  }

                  @Override
                  public void onUpdate(TaskWorkerPool before, TaskWorkerPool pool) {
                    Optional.ofNullable(pool.getStatus()).stream()
                        .flatMap(status -> status.conditions().stream())
                        .filter(condition -> condition.getType().equals("Ready"))
                        .forEach(condition -> reasons.add(condition.getReason()));
                  }

                  @Override
                  public void onDelete(TaskWorkerPool pool, boolean unknown) {}
                })) {
      storePool(name, "");
      soon().until(() -> says(name, "Ready", "False", FOREIGN));
      soon().until(() -> reasons.contains("NoConsent"));
      return List.copyOf(reasons);
    }
  }

  @Test
  void an_older_pool_without_consent_keeps_nobody_away() {
    label("other");
    operator(Map.of());
    storePool("older", "");
    soon().until(() -> says("older", "Ready", "False", FOREIGN));
    storePool("other", "younger", "");

    soon().until(() -> isReady("other", "younger"));
  }

  @Test
  void one_without_consent_keeps_nobody_away_whatever_its_template_is() {
    operator(Map.of());
    store(
        "other",
        "attacker",
        "{subscription: \"%s\", handler: {self: {}}, template: {spec: {containers: null}}}"
            .formatted(subscription));
    soon().until(() -> condition("other", "attacker", "Ready").isPresent());
    storePool("p", "");

    soon().until(() -> isReady("n", "p"));
  }

  @Test
  void a_pool_that_is_named_has_precedence_over_one_that_everybody_may_make() {
    label("_");
    operator(Map.of());
    storePool("p", "");
    soon().until(() -> says("p", "Ready", "True", ""));

    label(Map.of("taskworkers-namespace", "_", "taskworkers-namespace-2", "other"));
    storePool("other", "owner", "");

    soon().until(() -> isReady("other", "owner"));
    soon().until(() -> says("p", "Ready", "False", "A pool of another namespace already works on"));
  }

  @Test
  void a_paused_pool_does_not_keep_one_that_works_away() {
    label("_");
    operator(Map.of());
    storePool("squatter", ", mode: Paused");
    soon().until(() -> condition("squatter", "Ready").isPresent());
    storePool("other", "worker", "");

    soon().until(() -> isReady("other", "worker"));
    soon().until(() -> says("squatter", "Ready", "False", "already works on"));
  }

  @Test
  void a_new_leader_lets_no_second_pool_in_before_pubsub_has_told_it_who_consents()
      throws IOException {
    var first = operator(Map.of());
    storePool("older", "");
    soon().until(() -> isReady("n", "older"));
    close(first);
    storePool("younger", "");

    try (var mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      operator(Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:" + mute.getLocalPort()));
      soon().until(() -> says("younger", "Ready", "False", "older already works on"));
      assertThat(deployment("younger")).isEmpty();
    }
  }

  @Test
  void a_pool_that_is_never_followed_does_not_keep_one_that_works_away() {
    label("_");
    operator(Map.of("POD_NAMESPACE", "n"));
    storePool("p", "");
    soon().until(() -> says("p", "Ready", "False", "namespace of your own"));
    storePool("other", "worker", "");

    soon().until(() -> isReady("other", "worker"));
  }

  @Test
  void the_administrator_can_let_namespaces_in_and_can_do_without_consent() {
    label("other");
    operator(
        Map.of(
            EnvVars.TENANCY_ALLOW,
            "[{\"namespace\": \"n\", \"subscriptions\": [\"projects/*/subscriptions/*\"]}]"));
    storePool("p", "");
    soon().until(() -> says("p", "Ready", "True", ""));
  }

  @Test
  void where_no_consent_is_required_none_is_asked_for() {
    label("other");
    operator(Map.of(EnvVars.TENANCY_CONSENT, "NotRequired"));
    storePool("p", "");

    soon().until(() -> says("p", "Ready", "True", ""));
  }

  @Test
  void a_pool_beside_the_operator_is_not_followed() {
    operator(Map.of("POD_NAMESPACE", "n"));
    storePool("p", "");

    soon().until(() -> says("p", "Ready", "False", "Create the pool in a namespace of your own"));
    assertThat(deployment("p")).isEmpty();
  }
}
