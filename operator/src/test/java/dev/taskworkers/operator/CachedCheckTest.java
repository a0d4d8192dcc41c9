// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.CheckResult.Fit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** When a verdict is looked for, and what is said until it is there. */
final class CachedCheckTest {
  private static final String N = "media";
  private static final CheckResult FIT = CheckResult.of(CheckResult.State.READY, "fit");
  private static final CheckResult UNANSWERED =
      CheckResult.of(CheckResult.State.NO_ANSWER, "no answer");
  private static final CheckResult UNFIT = CheckResult.of(CheckResult.State.NOT_FOUND, "not there");

  private final Deque<Runnable> background = new ArrayDeque<>();
  private CheckResult found = FIT;
  private Predicate<CheckResult> suffices = any -> true;
  private int looks;
  private final CachedCheck check =
      new CachedCheck(
          "it",
          () -> {
            looks++;
            return found;
          },
          (namespace, look, failed) -> background.add(look));
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private CheckResult ask() {
    return check.verdict(N, now, suffices);
  }

  private void answer() {
    while (!background.isEmpty()) {
      background.remove().run();
    }
  }

  private void after(Duration time) {
    now = now.plus(time);
  }

  @Test
  void before_the_first_answer_nothing_is_known() {
    assertThat(ask().fit()).isEqualTo(Fit.UNKNOWN);
  }

  @Test
  void while_an_answer_is_late_it_is_not_asked_again() {
    ask();
    after(Duration.ofMinutes(10));
    ask();
    answer();

    assertThat(looks).isEqualTo(1);
    assertThat(ask()).isEqualTo(FIT);
  }

  @Test
  void what_is_fit_is_looked_at_again_after_five_minutes() {
    ask();
    answer();
    after(Duration.ofMinutes(5).minusSeconds(1));
    ask();
    answer();
    assertThat(looks).isEqualTo(1);

    found = UNFIT;
    after(Duration.ofSeconds(1));
    assertThat(ask()).isEqualTo(FIT);
    answer();
    assertThat(ask()).isEqualTo(UNFIT);
  }

  @Test
  void what_is_not_fit_is_looked_at_again_after_twenty_seconds() {
    found = UNFIT;
    ask();
    answer();
    found = FIT;
    after(Duration.ofSeconds(20));
    ask();
    answer();

    assertThat(ask()).isEqualTo(FIT);
  }

  @Test
  void what_is_fit_but_does_not_suffice_is_looked_at_again_after_twenty_seconds() {
    suffices = any -> false;
    ask();
    answer();
    after(Duration.ofSeconds(19));
    ask();
    answer();
    assertThat(looks).isEqualTo(1);

    after(Duration.ofSeconds(1));
    ask();
    answer();
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void an_answer_that_fails_to_come_leaves_what_was_known_of_the_topic() {
    found =
        FIT.on(
            new Source("projects/p/topics/t", "attributes:x", List.of()),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    ask();
    answer();
    found = UNANSWERED;
    after(Duration.ofMinutes(5));
    ask();
    answer();

    var last = ask();
    assertThat(last.fit()).isEqualTo(Fit.UNKNOWN);
    assertThat(last.reason()).isEqualTo("NoAnswer");
    assertThat(last.source())
        .isEqualTo(new Source("projects/p/topics/t", "attributes:x", List.of()));
  }

  @Test
  void who_may_not_look_any_more_does_not_go_on_with_the_labels_of_before() {
    found = FIT.labelled(Map.of("taskworkers-namespace", "media"));
    ask();
    answer();
    after(Duration.ofMinutes(5));
    found = UNANSWERED;
    ask();
    answer();
    assertThat(ask().labels()).containsKey("taskworkers-namespace");

    after(Duration.ofSeconds(20));
    found = CheckResult.of(CheckResult.State.PERMISSION_DENIED, "not allowed");
    ask();
    answer();
    assertThat(ask().labels()).isEmpty();
  }

  @Test
  void a_subscription_that_is_gone_has_no_topic_any_more() {
    found =
        FIT.on(
            Source.everythingOf("projects/p/topics/t"),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    ask();
    answer();
    found = UNFIT;
    after(Duration.ofMinutes(5));
    ask();
    answer();
    found = UNANSWERED;
    after(Duration.ofSeconds(20));
    ask();
    answer();

    assertThat(ask().source().isKnown()).isFalse();
  }

  @Test
  void a_look_that_fails_is_taken_again() {
    var failing =
        new CachedCheck(
            "it",
            () -> {
              looks++;
              throw new IllegalStateException("no");
            },
            (namespace, look, failed) -> look.run());
    failing.verdict(N, now);
    assertThat(failing.verdict(N, now).fit()).isEqualTo(Fit.UNKNOWN);

    after(Duration.ofSeconds(20));
    failing.verdict(N, now);
    assertThat(looks).isEqualTo(2);
  }

  /** Looks each five seconds, as the operator does. */
  private int looksWithin(Duration time) {
    var before = looks;
    for (var end = now.plus(time); now.isBefore(end); after(Duration.ofSeconds(5))) {
      ask();
      answer();
    }
    return looks - before;
  }

  @Test
  void what_is_of_no_use_for_long_is_looked_at_ever_more_rarely_and_at_last_each_five_minutes() {
    found = UNFIT;

    assertLooksGrowRarer();
  }

  @Test
  void what_is_fit_but_does_not_suffice_is_looked_at_ever_more_rarely_too() {
    suffices = any -> false;

    assertLooksGrowRarer();
  }

  private void assertLooksGrowRarer() {
    assertThat(looksWithin(Duration.ofMinutes(1))).isEqualTo(3);
    looksWithin(Duration.ofHours(1));
    assertThat(looksWithin(Duration.ofHours(1))).isEqualTo(12);
  }

  @Test
  void who_mends_a_thing_waits_no_longer_than_a_quarter_of_the_time_that_it_took() {
    found = UNFIT;
    looksWithin(Duration.ofMinutes(8));
    found = FIT;
    looksWithin(Duration.ofMinutes(2).plusSeconds(5));

    assertThat(ask()).isEqualTo(FIT);
  }

  @Test
  void an_answer_that_does_not_come_is_asked_for_each_minute() {
    found = UNANSWERED;
    looksWithin(Duration.ofHours(1));

    assertThat(looksWithin(Duration.ofHours(1))).isEqualTo(60);
  }

  @Test
  void labels_are_not_believed_for_longer_than_an_hour_without_an_answer() {
    found = FIT.labelled(Map.of("taskworkers-namespace", "media"));
    looksWithin(Duration.ofMinutes(1));
    found = UNANSWERED;
    looksWithin(Duration.ofMinutes(58));
    assertThat(ask().labels()).isNotEmpty();

    looksWithin(Duration.ofMinutes(3));
    assertThat(ask().labels()).isEmpty();
  }

  @Test
  void a_look_for_which_there_was_no_thread_is_taken_again() {
    var refused = new ArrayDeque<Runnable>();
    var check =
        new CachedCheck(
            "it",
            () -> {
              looks++;
              return FIT;
            },
            (namespace, look, failed) -> {
              if (refused.isEmpty()) {
                refused.add(look);
                failed.run();
              } else {
                look.run();
              }
            });
    assertThat(check.verdict(N, now).fit()).isEqualTo(Fit.UNKNOWN);
    assertThat(looks).isZero();

    check.verdict(N, now);
    assertThat(check.verdict(N, now)).isEqualTo(FIT);
  }

  @Test
  void nobody_waits_in_the_line_of_another_namespace_and_one_look_serves_both() {
    var lines = new LinkedHashMap<String, Runnable>();
    var shared =
        new CachedCheck(
            "it",
            () -> {
              looks++;
              return FIT;
            },
            (namespace, look, failed) -> lines.put(namespace, look));
    shared.verdict("busy", now);
    shared.verdict("mail", now);
    lines.get("mail").run();
    assertThat(shared.verdict("mail", now)).isEqualTo(FIT);

    lines.get("busy").run();
    assertThat(looks).isEqualTo(1);
  }
}
