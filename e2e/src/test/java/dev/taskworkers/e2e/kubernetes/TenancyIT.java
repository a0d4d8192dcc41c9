// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The author of a pool, against a subscription that consents to another namespace alone. */
@ExtendWith(OnKubernetes.class)
class TenancyIT {
  private static final String REFUSED = "False NoConsent";

  @Test
  void learns_and_changes_nothing_not_even_while_the_owners_pool_is_made_anew(
      TestEnvironment environment) {
    var tasks = environment.tasks();
    try (var owner = environment.namespace();
        var author = environment.namespace()) {
      tasks.consentTo(owner.name());
      var manifest = Manifests.sleeping("pool", tasks, 1, TestImages.TASKS);
      // The older one, which asks for pods and for tasks themselves.
      author.apply(
          manifest.replace("maxReplicas: 3", "minReplicas: 1, maxReplicas: 3, arrivals: Probe"));
      author.await("the refusal", () -> author.condition("pool", "Ready").startsWith(REFUSED));
      assertThat(tasks.doorbells()).isZero();

      owner.follow("pool", manifest);
      tasks.send(4);
      owner.await("all tasks done", tasks::allDone);
      owner.kubectl("delete", "taskworkerpool", "pool");
      owner.await("no worker", () -> owner.pods() == 0);
      tasks.send(4);
      owner.follow("pool", manifest);
      owner.await("all tasks done", tasks::allDone);
      tasks.assertEachRanOnce();

      assertThat(author.condition("pool", "Ready"))
          .startsWith(REFUSED)
          .doesNotContain(owner.name());
      assertThat(author.pods()).isZero();
      assertThat(author.pool("pool", ".status.backlog.undelivered")).isEmpty();
      // The estimate of who knows nothing; eight tasks came.
      assertThat(author.pool("pool", ".status.estimate.arrivalRate")).isEqualTo("0.0/s");
      assertThat(tasks.doorbells()).isEqualTo(1);
    }
  }
}
