// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.Subscription;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pools of one namespace in which writes get no answer, and those of another. */
final class SlowNamespaceTest extends OperatorOnFastClock {
  /** What the API server waits for when an admission webhook of that namespace hangs. */
  private static final String WRITES = "PATCH /apis/apps/v1/namespaces/slow/deployments";

  private static final String EVENTS = "POST /api/v1/namespaces/slow/events";

  private static final String STATUSES =
      "PATCH /apis/taskworkers.dev/v1beta1/namespaces/slow/taskworkerpools";

  /** More than there are threads of one namespace. */
  private static final int SLOW = 40;

  private Gate gate;

  @BeforeEach
  void startGate() {
    gate = new Gate(cluster.url());
  }

  @AfterEach
  void closeGate() {
    gate.shut();
    gate.open();
    operators.forEach(OperatorProcess::close);
    operators.clear();
    gate.close();
  }

  /** What gets no answer takes until the end of the test. */
  @Override
  ConfigBuilder client(String url) {
    return super.client(url).withRequestTimeout((int) Duration.ofHours(1).toMillis());
  }

  private void storeSlowPool(int number) {
    subscription =
        account.newSubscription(
            topic, Subscription.newBuilder().putLabels("taskworkers-namespace", "slow"));
    storePool("slow", "slow-" + number, ", scaling: {minReplicas: 1}");
  }

  @Test
  void those_that_wait_for_a_webhook_leave_threads_to_a_pool_of_another_namespace() {
    var ours = subscription;
    gate.swallow(WRITES);
    operator(Map.of(), gate.url());
    for (var number = 0; number < SLOW; number++) {
      storeSlowPool(number);
    }
    soon().until(() -> gate.swallowed() >= ReconcileThreads.OF_NAMESPACE);

    subscription = ours;
    storePool("p", ", scaling: {minReplicas: 1}");

    soon().until(() -> replicas("p") == 1);
  }

  @Test
  void pools_that_wait_for_their_first_look_are_listed_and_shown() {
    gate.swallow(STATUSES);
    var operator = operator(Map.of(), gate.url());
    for (var number = 0; number < SLOW; number++) {
      storeSlowPool(number);
    }
    soon().until(() -> gate.swallowed() >= ReconcileThreads.OF_NAMESPACE);

    soon().until(() -> get(operator, "/pools").body().split("\"pool\":").length - 1 == SLOW);
    for (var number = 0; number < SLOW; number++) {
      assertThat(get(operator, "/pools/slow/slow-" + number).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void events_that_wait_for_a_webhook_hold_up_none_of_another_namespace() {
    var ours = subscription;
    gate.swallow(EVENTS);
    operator(Map.of(), gate.url());
    storeSlowPool(0);
    soon().until(() -> gate.swallowed() >= 1);

    subscription = ours;
    storePool("p", ", scaling: {minReplicas: 1}");

    soon()
        .until(() -> !cluster.client().v1().events().inNamespace("n").list().getItems().isEmpty());
  }
}
