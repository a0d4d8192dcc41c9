// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.MoreExecutors;
import dev.taskworkers.operator.CheckResult.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pool's dead-letter topic is looked at for, and what of it is told. */
class PreflightTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final List<ResourceName> looked = new ArrayList<>();

  private CheckResult verdict(Tenancy tenancy, String topic) {
    var preflight =
        new Preflight(
            subscription -> CheckResult.pending(),
            name -> {
              looked.add(name);
              return CheckResult.of(State.NOT_FOUND, name + " doesn't exist.");
            },
            tenancy,
            new CallLimiter(1, 1, MoreExecutors.directExecutor()));
    var check = preflight.deadLetterTopic(ResourceName.topic(topic, "dead"), "acme");
    var unused = check.verdict("media", NOW);
    return check.verdict("media", NOW);
  }

  @ParameterizedTest(name = "consent required: {0}, in the project {1}: {2}")
  @CsvSource({
    "true, acme, NOT_FOUND",
    "true, victim, OTHER_PROJECT",
    "false, acme, NOT_FOUND",
    "false, victim, NOT_FOUND",
  })
  void whether_one_of_another_project_exists_is_told_where_no_consent_is_needed_alone(
      boolean required, String project, State expected) {
    var verdict = verdict(new Tenancy(required, List.of()), project);

    assertThat(verdict.state()).isEqualTo(expected);
    assertThat(looked).hasSize(expected == State.OTHER_PROJECT ? 0 : 1);
  }
}
