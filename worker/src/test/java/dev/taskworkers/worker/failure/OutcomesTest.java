// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Outcome;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of outcomes")
class OutcomesTest {
  @Test
  void only_an_ack_and_a_drop_are_done_and_a_new_one_has_to_be_decided_here() {
    assertThat(Outcome.class.getPermittedSubclasses())
        .containsExactlyInAnyOrder(Outcome.NotDone.class, Outcome.Ack.class, Outcome.Drop.class);
    assertThat(Outcome.NotDone.class.getPermittedSubclasses())
        .containsExactlyInAnyOrder(
            Outcome.Retry.class,
            Outcome.RetryAfter.class,
            Outcome.Later.class,
            Outcome.DeadLetter.class);
    assertThat(List.of(Outcome.ack(), Outcome.drop("late"))).allMatch(Outcomes::isDone);
    assertThat(Outcomes.isDone(Outcome.deadLetter("broken"))).isFalse();
  }
}
