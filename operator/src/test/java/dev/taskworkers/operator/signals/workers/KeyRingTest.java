// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.SigningKey;
import dev.taskworkers.protocol.VerificationKeys;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The operator's keys")
class KeyRingTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant DUE = START.plus(KeyRing.USED_FOR);

  private final KeyRing fresh = KeyRing.EMPTY.at(START, START);

  private static String signing(KeyRing ring, Instant now) {
    return ring.signing(now, START).map(SigningKey::id).orElse("none");
  }

  private static boolean shows(KeyRing ring, String key) {
    return VerificationKeys.parse(ring.shown().orElse("")).knows(key);
  }

  @Test
  void begin_with_one_that_is_used_at_once() {
    assertThat(KeyRing.EMPTY.signing(START, START)).isEmpty();
    assertThat(KeyRing.EMPTY.shown()).isEmpty();
    assertThat(fresh.keys()).hasSize(1);
    assertThat(shows(fresh, signing(fresh, START))).isTrue();
    assertThat(fresh.at(DUE.minusMillis(1), START)).isSameAs(fresh);
  }

  @Test
  void change_without_a_moment_at_which_a_worker_knows_only_the_other_one() {
    var old = signing(fresh, START);
    var two = fresh.at(DUE, START);
    var next = two.keys().get(1).key().id();
    assertThat(shows(two, old)).isTrue();
    assertThat(shows(two, next)).isTrue();
    assertThat(signing(two, DUE.plus(KeyRing.OVERLAP).minusMillis(1))).isEqualTo(old);
    assertThat(signing(two, DUE.plus(KeyRing.OVERLAP))).isEqualTo(next);

    var last = DUE.plus(KeyRing.OVERLAP.multipliedBy(2));
    assertThat(two.at(last.minusMillis(1), START)).isSameAs(two);
    assertThat(shows(two.at(last, START), old)).isFalse();
    assertThat(signing(two.at(last, START), last)).isEqualTo(next);
  }

  @Test
  void change_no_further_than_workers_can_have_been_told() {
    var two = fresh.at(DUE, START);
    var old = signing(fresh, START);
    var next = two.keys().get(1).key().id();
    var back = DUE.plus(Duration.ofDays(2));

    var told = back.plus(KeyRing.OVERLAP);
    assertThat(two.at(told, back)).isSameAs(two);
    assertThat(two.signing(told.minusMillis(1), back).map(SigningKey::id)).contains(old);
    assertThat(two.signing(told, back).map(SigningKey::id)).contains(next);
    assertThat(two.at(told.plus(KeyRing.OVERLAP), back).keys()).hasSize(1);
  }

  @Test
  void are_what_they_were_when_they_are_read_again() {
    var two = fresh.at(DUE, START);
    var read = KeyRing.parse(two.text());

    assertThat(read.text()).isEqualTo(two.text());
    assertThat(read.at(DUE.plusSeconds(1), START).keys()).hasSize(2);
    assertThat(signing(read, DUE)).isEqualTo(signing(two, DUE));
  }

  @Test
  void are_new_where_what_is_read_is_none() {
    assertThat(KeyRing.parse("")).isEqualTo(KeyRing.EMPTY);
    assertThat(KeyRing.parse("2026-01-01T00:00:00Z nonsense\nnonsense")).isEqualTo(KeyRing.EMPTY);
  }

  @Test
  void sign_also_when_the_clock_goes_back() {
    var two = fresh.at(DUE, START);

    assertThat(signing(two, START.minus(Duration.ofDays(1)))).isEqualTo(signing(fresh, START));
  }
}
