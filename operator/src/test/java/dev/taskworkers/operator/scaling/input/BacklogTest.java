// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Backlog.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A backlog")
class BacklogTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void keeps_its_samples_oldest_first_and_the_last_of_those_that_claim_the_same_time() {
    var backlog =
        new Backlog(
            State.FRESH, List.of(sample(3, 30), sample(1, 10), sample(2, 20), sample(1, 11)));
    assertThat(backlog.samples()).containsExactly(sample(1, 11), sample(2, 20), sample(3, 30));
    assertThat(backlog.newest()).contains(sample(3, 30));
  }

  @Test
  void loses_what_claims_to_be_from_the_future() {
    var backlog = new Backlog(State.FRESH, List.of(sample(1, 10), sample(2, 20), sample(3, 30)));
    assertThat(backlog.until(NOON.plusSeconds(120)))
        .isEqualTo(new Backlog(State.FRESH, List.of(sample(1, 10), sample(2, 20))));
    assertThat(backlog.until(NOON.plusSeconds(180))).isSameAs(backlog);
    assertThat(backlog.until(NOON)).isEqualTo(Backlog.missing());
    assertThat(new Backlog(State.ERROR, List.of(sample(1, 10))).until(NOON))
        .isEqualTo(new Backlog(State.ERROR, List.of()));
  }

  @Test
  void is_an_anchor_while_it_is_fresh_or_the_last_answer_failed() {
    var samples = List.of(sample(1, 10));
    assertThat(new Backlog(State.FRESH, samples).anchor()).isPresent();
    assertThat(new Backlog(State.ERROR, samples).anchor()).isPresent();
    assertThat(new Backlog(State.STALE, samples).anchor()).isEmpty();
    assertThat(Backlog.missing().anchor()).isEmpty();
  }

  @Test
  void is_not_fresh_without_a_sample_and_has_no_negative_ones() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Backlog(State.FRESH, List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> sample(1, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Sample(NOON, 1, Duration.ofSeconds(-1)));
    assertThat(sample(1, 0).undelivered()).isZero();
  }

  private static Sample sample(int minute, long undelivered) {
    return new Sample(NOON.plusSeconds(60L * minute), undelivered, Duration.ZERO);
  }
}
