// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A proof")
class OrdersTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final PodIdentity POD = new PodIdentity("n", "p", "u");
  private static final Order ORDER = new Order(POD, "/share", "3", NOW, 7);
  private static final SigningKey KEY = SigningKey.generate();

  private final VerificationKeys keys = VerificationKeys.parse(KEY.shown());

  @Test
  void proves_its_order() {
    assertThat(keys.prove(ORDER, KEY.prove(ORDER))).isTrue();
  }

  static Stream<Order> other_orders() {
    return Stream.of(
        new Order(new PodIdentity("m", "p", "u"), "/share", "3", NOW, 7),
        new Order(new PodIdentity("n", "q", "u"), "/share", "3", NOW, 7),
        new Order(new PodIdentity("n", "p", "v"), "/share", "3", NOW, 7),
        new Order(POD, "/cordon", "3", NOW, 7),
        new Order(POD, "/share", "1", NOW, 7),
        new Order(POD, "/share", "", NOW, 7),
        new Order(POD, "/share", "3", NOW.plusMillis(1), 7),
        new Order(POD, "/share", "3", NOW, 8));
  }

  @ParameterizedTest(name = "and not {0}")
  @MethodSource
  void other_orders(Order other) {
    assertThat(keys.prove(other, KEY.prove(ORDER))).isFalse();
  }

  @Test
  void of_another_key_is_none_whatever_it_calls_itself() {
    var forged = SigningKey.generate().prove(ORDER);
    var posing = new OrderProof("u", NOW, 7, KEY.id(), forged.signature());

    assertThat(keys.knows(forged.key())).isFalse();
    assertThat(keys.prove(ORDER, forged)).isFalse();
    assertThat(keys.prove(ORDER, posing)).isFalse();
  }

  @Test
  void is_good_with_each_of_two_keys_while_they_change() {
    var next = SigningKey.generate();
    var both = VerificationKeys.parse(VerificationKeys.format(List.of(KEY, next)));

    assertThat(both.prove(ORDER, KEY.prove(ORDER))).isTrue();
    assertThat(both.prove(ORDER, next.prove(ORDER))).isTrue();
    assertThat(VerificationKeys.parse(next.shown()).prove(ORDER, KEY.prove(ORDER))).isFalse();
  }

  @ParameterizedTest(name = "is read in its form alone, not as ''{0}''")
  @ValueSource(
      strings = {
        "",
        "pod=u",
        "pod=u moment=1 number=2 key=abc signature=def",
        "pod=u moment=99999999999999999999 number=2 key=AAAAAAAAAAA signature=A",
      })
  void other_forms(String header) {
    assertThat(OrderProof.parse(header)).isEmpty();
  }

  @ParameterizedTest(name = "needs a key, which ''{0}'' is not")
  @ValueSource(strings = {"", " ", ",", "nonsense", "AAAA", "ä"})
  void no_keys(String text) {
    assertThat(VerificationKeys.parse(text).isEmpty()).isTrue();
  }

  @Test
  void needs_one_of_the_first_keys_so_that_a_long_list_costs_no_time() {
    var many = Stream.generate(SigningKey::generate).limit(9).toList();
    var read = VerificationKeys.parse(VerificationKeys.format(many));

    assertThat(many.stream().filter(key -> read.knows(key.id()))).isEqualTo(many.subList(0, 8));
  }

  @Test
  void comes_from_a_key_that_can_be_kept_as_text_and_is_not_shown_by_accident() {
    var kept = SigningKey.parse(KEY.secret());

    assertThat(keys.prove(ORDER, kept.prove(ORDER))).isTrue();
    assertThat(kept).hasToString("SigningKey[" + KEY.id() + "]");
  }

  @Test
  void comes_from_no_key_whose_halves_do_not_belong_together() {
    var half = KEY.secret().split(":")[0];

    assertThatThrownBy(() -> SigningKey.parse(half + ":" + SigningKey.generate().shown()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SigningKey.parse(half)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SigningKey.parse("A:B")).isInstanceOf(IllegalArgumentException.class);
  }
}
