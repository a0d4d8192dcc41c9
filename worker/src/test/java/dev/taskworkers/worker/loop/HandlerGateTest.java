// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport.HandlerDown;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.fixtures.RulesBuilder;
import dev.taskworkers.worker.fixtures.World;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

@DisplayName("A worker")
class HandlerGateTest {
  private static final Outcome FAILED = Outcome.retry(Failure.of("x", "It broke."));

  private static NoAnswerException refused() {
    return NoAnswerException.unseen("Nothing listens.", new IOException("refused"));
  }

  private static NoAnswerException brokenOff() {
    return NoAnswerException.brokenOff("The connection broke.", new IOException("reset"));
  }

  private static String why(World world) {
    return world.loop.report().status().handlerDown().map(HandlerDown::why).orElse("");
  }

  @Nested
  @DisplayName("whose handler gives no answer")
  class NoAnswer {
    @Test
    void gives_the_task_back_at_once_and_counts_no_attempt() {
      var world = new World(1);
      world.publish("a");
      for (int times = 1; times <= 10; times++) {
        world.tasks.fail("a", refused());
        world.seconds(11);
        assertThat(world.tasks.attempt("a")).isEqualTo(1);
      }
      assertThat(world.subscription.delays()).contains(Duration.ZERO);
      assertThat(world.counters().of(TaskEvent.RETURNED)).isEqualTo(10);
      assertThat(world.counters().of(TaskEvent.INTERRUPTED)).isEqualTo(10);
      assertThat(world.counters().of(TaskEvent.FAILED)).isZero();
      assertThat(world.counters().of(TaskEvent.RETRIED)).isZero();
      assertThat(world.deadLetters).isEmpty();
      world.tasks.end("a", Outcome.ack());
      world.seconds(1);
      assertThat(world.subscription.acknowledged()).containsExactly("a");
    }

    @Test
    void keeps_the_back_off_of_the_task_of_an_ordering_key_that_may_have_brought_it_down() {
      var world = new World(2);
      world.publish("healthy");
      world.tasks.end("healthy", Outcome.ack());
      world.subscription.publish("poison", "k");
      world.subscription.publish("behind", "k");
      world.seconds(0.1);
      world.tasks.fail("poison", brokenOff());
      world.seconds(0.1);
      assertThat(world.subscription.delays()).containsOnly(Duration.ofSeconds(15));
      assertThat(world.loop.report().status().postponed().orElseThrow().count()).isEqualTo(2);
      world.seconds(14.8);
      assertThat(world.subscription.deliveries("poison")).isEqualTo(1);
      world.seconds(1);
      assertThat(world.tasks.running()).containsExactly("poison");
      assertThat(world.tasks.attempt("poison")).isEqualTo(2);
    }

    @Test
    void learns_nothing_from_it_about_how_long_tasks_take() {
      var world = new World(1);
      world.publish("a");
      world.tasks.fail("a", refused());
      world.seconds(0.01);
      assertThat(world.loop.report().status().taskSeconds().count()).isZero();
    }

    @Test
    void says_so_since_when_and_why_and_is_not_ready() {
      var world = new World(1);
      world.publish("a");
      world.handlerProblem("Nothing listens yet.");
      world.tasks.fail("a", refused());
      world.seconds(0.01);
      assertThat(why(world)).isEqualTo("Nothing listens.");
      world.seconds(60);
      assertThat(world.loop.report().status().handlerDown())
          .contains(
              new HandlerDown(Instant.parse("2026-01-01T00:00:00.020Z"), "Nothing listens yet."));
      assertThat(world.loop.report().problem()).contains("Nothing listens yet.");
      assertThat(world.loop.report().status().freeSince()).isEmpty();

      world.handlerProblem("");
      world.seconds(1);
      assertThat(world.loop.report().status().handlerDown()).isEmpty();
      assertThat(world.loop.report().problem()).isEmpty();
    }

    @Test
    void says_in_its_log_once_that_the_handler_is_not_ready_when_it_can_not_be_starting_only() {
      var logger = (Logger) LoggerFactory.getLogger(HandlerGate.class);
      var log = new ListAppender<ILoggingEvent>();
      log.start();
      logger.addAppender(log);
      var why = "Nobody listens.";
      try {
        var world = new World(1, rules -> {}, first -> first.handlerProblem(why));
        world.seconds(9);
        assertThat(log.list).noneMatch(event -> event.getFormattedMessage().contains(why));
        world.seconds(600);
      } finally {
        logger.detachAppender(log);
      }
      // Other tests may log beside this one.
      assertThat(log.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .filteredOn(message -> message.contains(why))
          .containsExactly(why + " The worker pulls no task until the handler is ready.");
    }

    @Test
    void says_of_a_second_outage_when_it_began_although_nothing_has_ended_since_the_first() {
      var world = new World(1);
      world.publish("a");
      world.tasks.fail("a", refused());
      world.seconds(600);
      world.handlerProblem("Nothing listens yet.");
      world.tasks.fail("a", refused());
      world.seconds(1);

      assertThat(world.loop.report().status().handlerDown().orElseThrow().since())
          .isAfter(Instant.parse("2026-01-01T00:09:00Z"));
    }

    @Test
    void pulls_nothing_until_it_can_be_reached_and_then_one_on_trial_and_all_after_its_answer() {
      var world = new World(4);
      world.publish("a", "b", "c", "d");
      var pulls = world.subscription.asked().size();
      world.handlerProblem("Nothing listens.");
      world.tasks.running().forEach(id -> world.tasks.fail(id, refused()));
      world.seconds(60);
      assertThat(world.tasks.running()).isEmpty();
      assertThat(world.subscription.asked()).hasSize(pulls);

      world.handlerProblem("");
      world.seconds(0.5);
      assertThat(world.tasks.running()).hasSize(1);
      world.tasks.endAny(0, Outcome.ack());
      world.seconds(0.1);
      assertThat(world.tasks.running()).hasSize(3);
    }

    @Test
    void takes_a_task_on_trial_that_runs_for_a_second_for_an_answer() {
      var world = new World(2);
      world.publish("a", "b");
      world.tasks.fail("a", refused());
      world.tasks.fail("b", refused());
      world.seconds(0.9);
      assertThat(world.tasks.running()).hasSize(1);
      world.seconds(1);
      assertThat(world.tasks.running()).hasSize(2);
    }

    @Test
    void has_a_trial_after_each_outage_though_that_after_an_earlier_one_goes_on() {
      var world = new World(3);
      world.publish("a", "b", "c", "d", "e");
      world.tasks.fail("a", refused());
      var onTrial = nextTrial(world);
      world.seconds(0.9);
      world.tasks.fail("b", refused());
      world.seconds(5);
      assertThat(world.tasks.running()).hasSize(3).contains("c", onTrial);
    }

    @Test
    void is_not_taken_for_one_that_answers_because_an_earlier_trial_ends() {
      var world = new World(3);
      world.publish("a", "b", "c", "d", "e");
      world.tasks.fail("a", refused());
      var onTrial = nextTrial(world);
      world.seconds(0.9);
      world.tasks.fail("b", refused());
      nextTrial(world);
      world.tasks.end(onTrial, Outcome.ack());
      world.tasks.end("c", Outcome.ack());
      world.seconds(0.5);
      assertThat(world.tasks.running()).hasSize(1);
      world.seconds(0.6);
      assertThat(world.tasks.running()).hasSize(3);
    }

    /** The task that begins beside the two that run. */
    private static String nextTrial(World world) {
      for (int tick = 0; tick < 100 && world.tasks.running().size() < 3; tick++) {
        world.seconds(0.01);
      }
      return world.tasks.running().get(2);
    }

    @Test
    void tries_less_and_less_often_when_it_is_reached_but_does_not_answer() {
      var world = new World(1);
      world.publish("a");
      var trials = new ArrayList<Integer>();
      for (int minute = 0; minute < 3; minute++) {
        var before = world.subscription.deliveries("a");
        for (int tick = 0; tick < 6000; tick++) {
          if (!world.tasks.running().isEmpty()) {
            world.tasks.fail("a", refused());
          }
          world.seconds(0.01);
        }
        trials.add(world.subscription.deliveries("a") - before);
      }
      assertThat(trials.get(0)).isBetween(12, 20);
      assertThat(trials.get(1)).isBetween(10, 12);
      assertThat(trials.get(2)).isBetween(10, 12);
    }

    @Test
    void gives_back_at_once_what_a_pull_that_was_out_still_brings() {
      var world = new World(2);
      world.publish("a");
      world.handlerProblem("Nothing listens.");
      world.tasks.fail("a", refused());
      world.seconds(5);
      world.publish("b");
      world.seconds(5);
      assertThat(world.tasks.running()).isEmpty();
      assertThat(world.subscription.leased()).isEmpty();
    }

    @Test
    void does_not_leave_for_idleness() {
      var world = new World(1, rules -> rules.idleExit = Duration.ofSeconds(30));
      world.publish("a");
      world.handlerProblem("Nothing listens.");
      world.tasks.fail("a", refused());
      world.seconds(300);
      assertThat(world.drained()).isFalse();
    }

    @Test
    void leaves_all_the_same_when_it_is_told_to() {
      var world = new World(1);
      world.publish("a");
      world.handlerProblem("Nothing listens.");
      world.tasks.fail("a", refused());
      world.loop.drain("the test says so");
      world.seconds(40);
      assertThat(world.drained()).isTrue();
      assertThat(world.subscription.leased()).isEmpty();
    }

    @Test
    void gives_back_what_waits_for_the_same_ordering_key_too() {
      var world = new World(2);
      world.handlerProblem("Nothing listens.");
      world.subscription.publish("a1", "a");
      world.subscription.publish("a2", "a");
      world.seconds(0.1);
      world.tasks.fail("a1", refused());
      world.seconds(20);
      assertThat(world.subscription.leased()).isEmpty();
      assertThat(world.loop.report().status().blocked()).isZero();
    }

    @Test
    void runs_tasks_of_a_key_again_that_was_done_meanwhile() {
      var world = new World(3);
      world.subscription.publish("a1", "a");
      world.subscription.publish("a2", "a");
      world.publish("b");
      world.tasks.fail("b", refused());
      world.tasks.end("a1", Outcome.ack());
      world.seconds(0.05);
      assertThat(world.loop.report().status().activeKeys()).isZero();
      world.seconds(20);
      assertThat(world.tasks.running()).containsExactlyInAnyOrder("a2", "b");
    }

    @ParameterizedTest
    @EnumSource
    void uses_all_its_slots_again_afterwards(PullMode pull) {
      var world = new World(4, World.pulling(pull));
      world.publish("a", "b", "c", "d", "e", "f");
      world.tasks.fail("a", refused());
      world.seconds(0.9);
      world.tasks.running().forEach(id -> world.tasks.end(id, Outcome.ack()));
      world.seconds(20);
      assertThat(world.tasks.running()).hasSize(2);
      world.publish("g", "h");
      world.seconds(1);
      assertThat(world.tasks.running()).hasSize(4);
    }
  }

  @Nested
  @DisplayName("whose handler breaks off")
  class BreaksOff {
    @Test
    void counts_an_attempt_of_what_ran_when_it_had_answered_others_before() {
      var world = new World(2);
      world.publish("good", "bad");
      world.tasks.end("good", Outcome.ack());
      world.tasks.fail("bad", brokenOff());
      world.seconds(20);
      assertThat(world.counters().of(TaskEvent.RETRIED)).isEqualTo(1);
      assertThat(world.tasks.attempt("bad")).isEqualTo(2);
    }

    @Test
    void gives_up_a_task_that_does_so_each_time_while_others_are_done() {
      var world = new World(1);
      world.publish("bad");
      for (int second = 0; second < 400; second++) {
        world.subscription.publish("good-" + second);
        for (var id : world.tasks.running()) {
          if (id.equals("bad")) {
            world.tasks.fail(id, brokenOff());
          } else {
            world.tasks.end(id, Outcome.ack());
          }
        }
        world.seconds(1);
      }
      assertThat(world.deadLetters).hasSize(1);
      assertThat(world.deadLetters.get(0).attributes())
          .containsEntry("taskworkers-error-message", "The connection broke.");
      assertThat(world.tasks.succeeded()).hasSizeGreaterThan(390);
    }

    @Test
    void counts_no_attempt_when_it_may_have_been_told_to_end_with_the_worker() {
      var world = new World(2, rules -> rules.maxAttempts = 1);
      world.publish("good", "a");
      world.tasks.end("good", Outcome.ack());
      world.seconds(1);
      world.loop.drain("the node is drained");
      world.tasks.fail("a", brokenOff());
      world.seconds(40);
      assertThat(world.deadLetters).isEmpty();
      assertThat(world.counters().of(TaskEvent.INTERRUPTED)).isEqualTo(1);
      assertThat(world.subscription.waiting()).containsExactly("a");
      assertThat(world.drained()).isTrue();
    }

    @Test
    void counts_an_attempt_when_the_worker_leaves_of_itself_and_nobody_has_told_the_handler_to() {
      var world = new World(2, rules -> rules.maxTasks = 2);
      world.publish("good", "bad");
      world.tasks.end("good", Outcome.ack());
      world.seconds(1);
      world.tasks.fail("bad", brokenOff());
      world.seconds(1);
      assertThat(world.drained()).isTrue();
      assertThat(world.counters().of(TaskEvent.INTERRUPTED)).isZero();
      assertThat(world.counters().of(TaskEvent.RETRIED)).isEqualTo(1);
    }

    @Test
    void counts_no_attempt_when_the_worker_is_told_to_leave_while_it_leaves_of_itself() {
      var world = new World(2, rules -> rules.maxTasks = 2);
      world.publish("good", "a");
      world.tasks.end("good", Outcome.ack());
      world.seconds(1);
      world.loop.drain("the node is drained");
      world.tasks.fail("a", brokenOff());
      world.seconds(1);
      assertThat(world.counters().of(TaskEvent.INTERRUPTED)).isEqualTo(1);
      assertThat(world.counters().of(TaskEvent.RETRIED)).isZero();
    }

    @Test
    void counts_no_attempt_when_it_has_answered_nothing_since_the_last_time() {
      var world = new World(1);
      world.publish("a");
      for (int times = 0; times < 10; times++) {
        world.tasks.fail("a", brokenOff());
        world.seconds(11);
      }
      assertThat(world.counters().of(TaskEvent.RETRIED)).isZero();
      assertThat(world.counters().of(TaskEvent.RETURNED)).isEqualTo(10);
    }
  }

  @Nested
  @DisplayName("whose tasks all fail soon")
  class AllFail {
    private static int failedWithin(World world, int seconds, Outcome outcome) {
      var before = world.counters().of(TaskEvent.FAILED);
      for (int tick = 0; tick < seconds * 100; tick++) {
        world.tasks.running().forEach(id -> world.tasks.end(id, outcome));
        world.seconds(0.01);
      }
      return (int) (world.counters().of(TaskEvent.FAILED) - before);
    }

    private static World crowded() {
      return crowded(2000, rules -> {});
    }

    private static World crowded(int tasks, Consumer<RulesBuilder> change) {
      var world = new World(2, change);
      IntStream.range(0, tasks).forEach(n -> world.subscription.publish("task-" + n));
      world.seconds(0.01);
      return world;
    }

    /** One runs on, and twenty beside it have failed. */
    private static String oneThatRunsWhileOthersFail(World world) {
      var runsOn = world.tasks.running().iterator().next();
      for (var failed = 0; failed < 20; failed++) {
        world.tasks.running().stream()
            .filter(id -> !id.equals(runsOn))
            .forEach(id -> world.tasks.end(id, FAILED));
        world.seconds(0.01);
      }
      return runsOn;
    }

    @Test
    void begins_again_when_a_server_is_back_that_went_away_while_one_that_ran_succeeded() {
      var world = crowded(60, rules -> {});
      var runsOn = oneThatRunsWhileOthersFail(world);
      world.handlerProblem("Nothing listens.");
      world.seconds(5);
      world.tasks.end(runsOn, Outcome.ack());
      world.seconds(5);
      assertThat(world.counters().of(TaskEvent.STARTED)).isEqualTo(21);

      world.handlerProblem("");
      world.seconds(60);

      assertThat(world.loop.report().status().handlerDown()).isEmpty();
      assertThat(world.tasks.running()).isNotEmpty();
    }

    @Test
    void says_since_when_a_server_is_away_to_which_all_failed_before() {
      var world = crowded(60, rules -> {});
      world.seconds(3600);
      oneThatRunsWhileOthersFail(world);
      var away = world.loop.report().status().now();

      world.handlerProblem("Nothing listens.");
      world.seconds(5);

      assertThat(world.loop.report().status().handlerDown().orElseThrow().since())
          .isBetween(away, away.plusSeconds(5));
    }

    @Test
    void begins_one_a_second_of_those_that_have_not_failed_before() {
      var world = crowded();
      assertThat(failedWithin(world, 60, FAILED)).isBetween(70, 90);
      assertThat(failedWithin(world, 60, FAILED)).isBetween(50, 65);
      assertThat(world.loop.report().status().handlerDown()).isEmpty();
      assertThat(world.loop.report().problem()).isEmpty();
    }

    @Test
    void begins_those_that_failed_before_with_pauses_that_grow() {
      var world = crowded(40, rules -> rules.deadLetters = false);
      failedWithin(world, 300, FAILED);
      assertThat(failedWithin(world, 60, FAILED)).isBetween(3, 13);
    }

    @Test
    void counts_how_long_they_have_failed_from_then_on_also_where_one_got_no_answer_before() {
      var world = crowded(40, rules -> rules.deadLetters = false);
      for (var failed = 0; failed < 19; failed++) {
        world.tasks.end(world.tasks.running().iterator().next(), FAILED);
        world.seconds(0.01);
      }
      world.tasks.fail(world.tasks.running().iterator().next(), brokenOff());
      failedWithin(world, 300, FAILED);
      assertThat(world.subscription.delays())
          .allMatch(delay -> !delay.isNegative() && delay.compareTo(Duration.ofMinutes(10)) <= 0);
    }

    @Test
    void gives_none_back_where_pubsub_counts_that() {
      var world = new World(2, rules -> rules.maxAttempts = 100);
      world.subscription.countDeliveries();
      IntStream.range(0, 40).forEach(n -> world.subscription.publish("task-" + n));
      failedWithin(world, 300, FAILED);
      assertThat(world.counters().of(TaskEvent.RETURNED)).isZero();
      assertThat(failedWithin(world, 60, FAILED)).isBetween(5, 13);
    }

    @Test
    void begins_them_with_pauses_that_grow_where_the_first_failure_is_the_last() {
      var world = crowded(2000, rules -> rules.maxAttempts = 1);
      failedWithin(world, 60, FAILED);
      assertThat(failedWithin(world, 60, FAILED)).isBetween(5, 13);
    }

    @Test
    void slows_down_also_when_the_handler_rejects_them_all() {
      assertThat(failedWithin(crowded(), 60, Outcome.deadLetter("No."))).isLessThan(40);
    }

    @Test
    void is_at_full_speed_again_after_the_first_success() {
      var world = crowded();
      failedWithin(world, 60, FAILED);
      while (world.tasks.running().isEmpty()) {
        world.seconds(0.01);
      }
      world.tasks.endAny(0, Outcome.ack());
      world.seconds(0.05);
      assertThat(world.tasks.running()).hasSize(2);
    }

    @Test
    void is_at_full_speed_again_when_one_runs_for_longer_than_the_others_did() {
      var world = crowded();
      failedWithin(world, 60, FAILED);
      world.seconds(10);
      assertThat(world.tasks.running()).hasSize(2);
    }

    @Test
    void goes_on_at_full_speed_while_one_in_twenty_succeeds() {
      var world = crowded();
      for (int round = 0; round < 40; round++) {
        for (int n = 0; n < 9; n++) {
          world.tasks.running().forEach(id -> world.tasks.end(id, FAILED));
          world.seconds(0.01);
        }
        world.tasks.running().forEach(id -> world.tasks.end(id, Outcome.ack()));
        world.seconds(0.01);
      }
      assertThat(world.counters().of(TaskEvent.STARTED)).isGreaterThan(700);
    }

    @Test
    void goes_on_at_full_speed_while_they_ask_for_another_time() {
      var world = crowded();
      var later = Outcome.retry(Duration.ofMinutes(5));
      assertThat(failedWithin(world, 5, later)).isZero();
      assertThat(world.counters().of(TaskEvent.RETRIED)).isGreaterThan(500);
      assertThat(world.loop.report().status().failures()).isEmpty();
    }

    @Test
    void slows_down_also_when_a_server_says_when_it_hopes_to_be_there_again() {
      var away = new Outcome.RetryAfter(Failure.of("http", "503"), Duration.ofMinutes(5));
      assertThat(failedWithin(crowded(), 60, away)).isBetween(70, 90);
    }

    @Test
    void goes_on_at_full_speed_when_they_fail_slowly() {
      var world = crowded();
      for (int round = 0; round < 40; round++) {
        world.seconds(11);
        assertThat(world.tasks.running()).hasSize(2);
        world.tasks.running().forEach(id -> world.tasks.end(id, FAILED));
        world.seconds(0.01);
      }
    }

    @Test
    void does_not_slow_down_for_tasks_whose_leases_were_lost() {
      var world = new World(1);
      world.publish("a");
      for (int times = 0; times < 60; times++) {
        world.subscription.expireLeases();
        world.seconds(31);
        assertThat(world.tasks.running()).containsExactly("a");
      }
    }
  }
}
