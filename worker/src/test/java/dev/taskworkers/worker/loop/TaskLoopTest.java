// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.TaskRun;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@DisplayName("A worker")
class TaskLoopTest {
  private static final Outcome FAILED = Outcome.retry(Failure.of("x", "It broke."));

  @Test
  void takes_a_delivery_that_is_sent_twice_for_one() {
    var world = new World(4);
    world.subscription.sendTwice();
    world.publish("a");
    world.seconds(3);
    assertThat(world.tasks.running()).containsExactly("a");
    world.tasks.end("a", Outcome.ack());
    world.seconds(3);
    assertThat(world.subscription.acknowledged()).containsExactly("a");
    assertThat(world.counters().of(TaskEvent.RECEIVED)).isEqualTo(1);
  }

  @Test
  void reports_the_runs_that_are_longest_and_how_runs_have_failed() {
    var world = new World(10);
    for (var i = 0; i < 7; i++) {
      world.publish("task-" + i);
      world.seconds(2);
    }
    var report = world.loop.report().status();
    assertThat(report.running()).hasSize(TaskRun.MOST);
    assertThat(report.running())
        .extracting(TaskRun::seconds)
        .isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(report.running().get(0).seconds()).isEqualTo(report.oldestInFlightSeconds());

    world.tasks.end("task-0", FAILED);
    world.tasks.end("task-1", Outcome.retry(Failure.of("x", "No row 12345.")));
    world.tasks.end("task-2", Outcome.retry(Failure.of("x", "No row 67890.")));
    world.seconds(1);
    assertThat(world.loop.report().status().failures())
        .extracting(group -> group.count() + " " + group.message())
        .containsExactlyInAnyOrder("1 It broke.", "2 No row 67890.");
  }

  @Nested
  @DisplayName("that is cordoned")
  class Cordoned {
    @Test
    void pulls_no_more_but_finishes_what_it_runs() {
      var world = new World(2);
      world.publish("a");
      world.loop.cordon();
      world.seconds(31);
      world.publish("b");
      world.seconds(1);
      assertThat(world.tasks.running()).containsExactly("a");
      world.tasks.end("a", Outcome.ack());
      world.seconds(1);
      assertThat(world.tasks.running()).isEmpty();
      assertThat(world.loop.report().status().busy()).isZero();
    }

    @Test
    void says_so_only_when_no_pull_is_out() {
      var world = new World(1);
      world.subscription.findNothingAfterSeconds(150);
      world.seconds(31);
      world.loop.cordon();
      world.seconds(50);
      world.loop.cordon();
      world.seconds(49);
      assertThat(world.loop.report().status().cordoned()).isFalse();
      world.seconds(2);
      assertThat(world.loop.report().status().cordoned()).isTrue();
    }

    @Test
    void runs_what_the_pull_that_was_out_still_brings() {
      var world = new World(1);
      world.loop.cordon();
      world.publish("a");
      world.seconds(1);
      assertThat(world.tasks.running()).containsExactly("a");
    }

    @Test
    void pulls_again_as_soon_as_it_is_uncordoned() {
      var world = new World(1);
      world.loop.cordon();
      world.seconds(31);
      world.publish("a");
      world.loop.uncordon();
      world.seconds(0.01);
      assertThat(world.tasks.running()).containsExactly("a");
    }

    @Test
    void pulls_again_by_itself_when_the_order_is_not_repeated_for_a_minute() {
      var world = new World(1);
      world.loop.cordon();
      world.seconds(40);
      world.loop.cordon();
      world.publish("a");
      world.seconds(59);
      assertThat(world.tasks.running()).isEmpty();
      world.seconds(2);
      assertThat(world.tasks.running()).containsExactly("a");
    }
  }

  @Nested
  @DisplayName("pulls")
  class Pulling {
    @Test
    void asks_for_no_more_than_its_free_slots() {
      var world = new World(3);
      world.publish("a");
      world.publish("b");
      assertThat(world.subscription.asked()).containsExactly(3, 2, 1);
    }

    @Test
    void asks_for_nothing_while_all_slots_are_busy() {
      var world = new World(1);
      world.publish("a", "b");
      world.seconds(120);
      assertThat(world.tasks.running()).containsExactly("a");
      assertThat(world.subscription.asked()).containsExactly(1);
    }

    @Test
    void starts_the_next_task_as_soon_as_one_ends() {
      var world = new World(1);
      world.publish("a", "b");
      world.tasks.end("a", Outcome.ack());
      world.seconds(0.01);
      assertThat(world.tasks.running()).containsExactly("b");
    }

    /** Tasks of about a second, which end together or one by one; a call takes a millisecond. */
    @ParameterizedTest(name = "whose tasks end up to {0} ms apart")
    @ValueSource(ints = {1, 100, 1000})
    void keeps_its_slots_busy(int spread) {
      var world = new World(32);
      IntStream.range(0, 640).forEach(n -> world.subscription.publish("task-" + n));
      var endAt = new HashMap<String, Integer>();
      var busy = 0;
      for (var millis = 0; millis < 10_000; millis++) {
        world.seconds(0.001);
        for (var id : world.tasks.running()) {
          endAt.putIfAbsent(id, millis + 1000 + endAt.size() % spread);
          if (endAt.get(id) == millis) {
            world.tasks.end(id, Outcome.ack());
          }
        }
        busy += world.loop.report().status().busy();
      }
      assertThat(busy / (32 * 10_000.0)).isGreaterThan(0.99);
    }

    @Test
    void backs_off_while_the_server_is_away_and_goes_on_afterwards() {
      var world = new World(1);
      world.subscription.failWith("Pub/Sub is away.", true);
      world.seconds(31);
      var attempts = world.subscription.asked().size();
      world.seconds(60);
      assertThat(world.subscription.asked().size() - attempts).isBetween(5, 40);
      assertThat(world.loop.report().problem()).contains("Pub/Sub is away.");
      world.subscription.heal();
      world.publish("a");
      world.seconds(11);
      assertThat(world.tasks.running()).containsExactly("a");
      assertThat(world.loop.report().problem()).isEmpty();
    }

    @Test
    void stays_up_and_asks_rarely_when_somebody_must_act_first() {
      var world = new World(1);
      world.subscription.failWith("There is no such subscription.", false);
      world.seconds(30.5);
      var before = world.subscription.asked().size();
      world.seconds(300);
      assertThat(world.subscription.asked().size() - before).isEqualTo(10);
      assertThat(world.loop.report().problem()).contains("There is no such subscription.");
    }

    @Test
    void tries_again_after_pauses_while_it_leaves_for_good_and_pubsub_is_away() {
      var world = new World(1);
      world.publish("a");
      world.subscription.failWith("Pub/Sub is away.", true);
      world.tasks.end("a", Outcome.ack());
      world.seconds(0.05);
      world.loop.leaveNow("it is told to a second time");
      var before = world.subscription.refused();

      world.seconds(0.9);

      assertThat(world.subscription.refused() - before).isBetween(1, 20);
    }

    @Test
    void leaves_when_pubsub_refuses_its_acknowledgements_though_their_leases_are_over() {
      var world = new World(1);
      world.publish("a");
      world.subscription.failWith("There is no such subscription.", false);
      world.seconds(1);
      world.tasks.end("a", Outcome.ack());
      world.seconds(1);

      world.loop.drain("it is told to");

      world.seconds(50);
      assertThat(world.drained()).isFalse();
      world.seconds(20);
      assertThat(world.drained()).isTrue();
    }

    @Test
    void is_ready_when_a_pull_stays_open_though_nothing_came() {
      var world = new World(1);
      assertThat(world.loop.report().problem()).isPresent();
      world.seconds(1.1);
      assertThat(world.loop.report().problem()).isEmpty();
    }
  }

  @Nested
  @DisplayName("holds a lease")
  class Holding {
    @Test
    void that_it_renews_for_the_first_time_when_its_task_has_run_for_a_second() {
      var world = new World(1);
      world.publish("a");
      world.seconds(0.9);
      assertThat(world.subscription.delays()).isEmpty();
      world.seconds(1.2);
      assertThat(world.subscription.delays()).containsExactly(Duration.ofSeconds(60));
    }

    @Test
    void that_it_keeps_through_an_outage_of_nearly_a_minute() {
      var world = new World(1);
      world.publish("a");
      world.seconds(3);
      world.subscription.failWith("Pub/Sub is away.", true);
      world.seconds(55);
      world.subscription.heal();
      world.seconds(300);
      assertThat(world.tasks.running()).containsExactly("a");
      assertThat(world.subscription.deliveries("a")).isEqualTo(1);
    }

    @Test
    void that_it_renews_again_while_a_request_hangs() {
      var world = new World(1);
      world.publish("a");
      world.subscription.nextCallTakes(Duration.ofSeconds(55));
      world.seconds(5);
      assertThat(world.subscription.delays()).hasSize(1);
      world.seconds(300);
      assertThat(world.subscription.deliveries("a")).isEqualTo(1);
    }

    @Test
    void that_the_server_still_grants_after_the_pause_of_the_process() {
      var world = new World(1);
      world.subscription.ackDeadline(Duration.ofSeconds(600));
      world.publish("a");
      world.timer.pause(Duration.ofSeconds(90));
      world.seconds(10);
      assertThat(world.tasks.cancelled("a")).isFalse();
      assertThat(world.counters().of(TaskEvent.LEASE_LOST)).isZero();
    }

    @Test
    void that_is_lost_after_a_pause_when_the_server_says_so() {
      var world = new World(1);
      world.publish("a");
      world.seconds(3);
      world.loop.cordon();
      world.timer.pause(Duration.ofSeconds(90));
      world.seconds(2);
      assertThat(world.counters().of(TaskEvent.LEASE_LOST)).isEqualTo(1);
    }

    @Test
    void aslong_as_the_task_runs() {
      var world = new World(1);
      world.publish("a");
      world.seconds(590);
      assertThat(world.tasks.running()).containsExactly("a");
      assertThat(world.subscription.deliveries("a")).isEqualTo(1);
    }

    @Test
    void never_longer_than_a_minute_ahead_so_that_a_killed_pods_task_returns_soon() {
      var world = new World(1);
      world.publish("a");
      world.seconds(300);
      assertThat(world.subscription.delays()).containsOnly(Duration.ofSeconds(60));
    }

    @Test
    void that_it_can_lose_and_then_stops_the_task_and_counts() {
      var world = new World(2);
      world.publish("a");
      world.subscription.expireLeases();
      world.seconds(6);
      assertThat(world.counters().of(TaskEvent.LEASE_LOST)).isEqualTo(1);
      assertThat(world.subscription.deliveries("a")).isEqualTo(2);
      assertThat(world.tasks.running()).hasSize(1);
    }

    @Test
    void that_is_lost_when_no_renewal_gets_through_in_time() {
      var world = new World(1);
      world.publish("a");
      world.subscription.failWith("Pub/Sub is away.", true);
      world.seconds(59);
      assertThat(world.tasks.running()).containsExactly("a");
      world.seconds(3);
      assertThat(world.counters().of(TaskEvent.LEASE_LOST)).isEqualTo(1);
      assertThat(world.tasks.running()).isEmpty();
    }
  }

  @Nested
  @DisplayName("settles a task")
  class Settling {
    @Test
    void that_succeeded_though_its_lease_was_taken_for_lost() {
      var world = new World(1);
      world.tasks.obeyCancellation(false);
      world.subscription.ackDeadline(Duration.ofSeconds(600));
      world.publish("a");
      world.subscription.failWith("Pub/Sub is away.", true);
      world.seconds(65);
      assertThat(world.tasks.cancelled("a")).isTrue();
      world.tasks.end("a", Outcome.ack());
      world.seconds(60);
      world.subscription.heal();
      world.seconds(11);
      assertThat(world.subscription.acknowledged()).containsExactly("a");
      assertThat(world.counters().of(TaskEvent.ACKED)).isEqualTo(1);
      assertThat(world.counters().of(TaskEvent.LEASE_LOST)).isZero();
    }

    @Test
    void by_acknowledging_it_again_when_that_is_not_answered() {
      var world = new World(1);
      world.publish("a");
      world.subscription.nextCallTakes(Duration.ofSeconds(55));
      world.tasks.end("a", Outcome.ack());
      world.seconds(9.9);
      assertThat(world.subscription.acknowledged()).isEmpty();
      world.seconds(0.6);
      assertThat(world.subscription.acknowledged()).containsExactly("a");
      world.seconds(60);
      assertThat(world.subscription.deliveries("a")).isEqualTo(1);
      assertThat(world.counters().of(TaskEvent.ACKED)).isEqualTo(1);
      assertThat(world.counters().of(TaskEvent.LEASE_LOST)).isZero();
    }

    @Test
    void by_giving_it_back_after_the_answer_to_its_renewal() {
      var world = new World(1);
      world.publish("a");
      world.seconds(0.95);
      world.subscription.nextCallTakes(Duration.ofMillis(1500));
      world.seconds(1.2);
      world.tasks.end("a", FAILED);
      world.seconds(20);
      assertThat(world.subscription.deliveries("a")).isEqualTo(2);
    }

    @Test
    void by_giving_it_back_again_when_that_fails() {
      var world = new World(1);
      world.publish("a");
      world.subscription.failWith("Pub/Sub is away.", true);
      world.tasks.end("a", Outcome.retry(Duration.ZERO));
      world.seconds(5);
      world.subscription.heal();
      world.seconds(9);
      assertThat(world.subscription.deliveries("a")).isEqualTo(2);
      assertThat(world.tasks.running()).containsExactly("a");
    }

    @Test
    void at_once_when_it_leaves_though_a_failure_is_waited_for() {
      var world = new World(2);
      world.publish("a", "b");
      world.seconds(3);
      world.subscription.failWith("Pub/Sub is away.", true);
      world.tasks.end("a", Outcome.ack());
      world.tasks.end("b", Outcome.retry(Duration.ZERO));
      world.seconds(20);
      world.subscription.heal();
      world.loop.leaveNow("the test is over");
      world.seconds(0.01);
      assertThat(world.subscription.acknowledged()).containsExactly("a");
      assertThat(world.subscription.leased()).isEmpty();
    }

    @Test
    void that_is_done_by_acknowledging_it() {
      var world = new World(1);
      world.publish("a");
      world.tasks.end("a", Outcome.ack());
      world.seconds(1);
      assertThat(world.subscription.acknowledged()).containsExactly("a");
      assertThat(world.counters().of(TaskEvent.ACKED)).isEqualTo(1);
    }

    @Test
    void with_an_acknowledgement_that_outlives_an_outage() {
      var world = new World(1);
      world.publish("a");
      world.seconds(6);
      world.subscription.failWith("Pub/Sub is away.", true);
      world.tasks.end("a", Outcome.ack());
      world.seconds(20);
      world.subscription.heal();
      world.seconds(11);
      assertThat(world.subscription.acknowledged()).containsExactly("a");
      assertThat(world.subscription.deliveries("a")).isEqualTo(1);
    }

    @Test
    void that_fails_by_back_off_and_then_by_a_dead_letter() {
      var world = new World(1);
      world.publish("a");
      for (int attempt = 1; attempt <= 3; attempt++) {
        assertThat(world.tasks.attempt("a")).isEqualTo(attempt);
        world.tasks.end("a", FAILED);
        world.seconds(90);
      }
      assertThat(world.subscription.delays())
          .contains(Duration.ofSeconds(15), Duration.ofSeconds(25));
      assertThat(world.deadLetters).hasSize(1);
      assertThat(world.deadLetters.get(0).attributes())
          .containsEntry("taskworkers-attempts", "3")
          .containsEntry("taskworkers-error-message", "It broke.");
      assertThat(world.subscription.acknowledged()).containsExactly("a");
      assertThat(world.counters().of(TaskEvent.DEAD_LETTERED)).isEqualTo(1);
      assertThat(world.counters().of(TaskEvent.RETRIED)).isEqualTo(2);
      assertThat(world.counters().of(TaskEvent.FAILED)).isEqualTo(3);
    }

    @Test
    void that_throws_as_one_to_retry() {
      var world = new World(1);
      world.publish("a");
      world.tasks.fail("a", new IllegalArgumentException("Not this one."));
      world.seconds(1);
      assertThat(world.counters().of(TaskEvent.RETRIED)).isEqualTo(1);
    }

    @Test
    void whose_dead_letter_is_not_stored_by_giving_it_back() {
      var world = new World(1);
      world.failDeadLetters(true);
      world.publish("a");
      world.tasks.end("a", Outcome.deadLetter("It is no picture."));
      world.seconds(1);
      assertThat(world.subscription.acknowledged()).isEmpty();
      world.failDeadLetters(false);
      world.seconds(60);
      world.tasks.end("a", Outcome.deadLetter("It is no picture."));
      world.seconds(1);
      assertThat(world.deadLetters).hasSize(1);
      assertThat(world.subscription.acknowledged()).containsExactly("a");
    }

    @Test
    void that_runs_too_long_by_cancelling_and_retrying_it() {
      var world = new World(1);
      world.publish("a");
      world.seconds(601);
      assertThat(world.counters().of(TaskEvent.RETRIED)).isEqualTo(1);
      assertThat(world.tasks.running()).isEmpty();
    }

    @Test
    void that_ignores_its_limit_by_a_warning_when_it_succeeds_after_all() {
      var logger = (Logger) LoggerFactory.getLogger(RunEnds.class);
      var log = new ListAppender<ILoggingEvent>();
      log.start();
      logger.addAppender(log);
      try {
        var world = new World(1);
        world.tasks.obeyCancellation(false);
        world.publish("a");
        world.seconds(615);
        log.list.clear();
        world.tasks.end("a", Outcome.ack());
        world.seconds(1);
        assertThat(log.list)
            .extracting(ILoggingEvent::getFormattedMessage)
            .containsExactly(
                "Task a succeeded after the worker had given its run up; it may run again.");
      } finally {
        logger.detachAppender(log);
      }
    }

    @Test
    void that_ignores_its_limit_by_giving_it_back_without_reusing_the_slot() {
      var world = new World(1);
      world.tasks.obeyCancellation(false);
      world.publish("a", "b");
      world.seconds(615);
      assertThat(world.counters().of(TaskEvent.RETRIED)).isEqualTo(1);
      var report = world.loop.report().status();
      assertThat(report.abandoned()).isEqualTo(1);
      assertThat(report.running())
          .singleElement()
          .satisfies(
              run -> {
                assertThat(run.stuck()).isTrue();
                assertThat(run.attempt()).isEqualTo(1);
                assertThat(run.limitSeconds()).isEqualTo(600);
                assertThat(run.seconds()).isBetween(610.0, 616.0);
              });
      assertThat(report.oldestInFlightSeconds()).isZero();
      assertThat(world.loop.report().stuck()).isPresent();
      assertThat(world.tasks.running()).containsExactly("a");
      world.tasks.end("a", Outcome.ack());
      world.seconds(1);
      assertThat(world.loop.report().stuck()).isEmpty();
      assertThat(world.tasks.running()).containsExactly("b");
      assertThat(world.subscription.acknowledged()).isEmpty();
    }
  }

  @Nested
  @DisplayName("leaves")
  class Leaving {
    @Test
    void when_running_tasks_have_finished() {
      var world = new World(2);
      world.publish("a");
      world.loop.drain("the test says so");
      world.seconds(30);
      assertThat(world.drained()).isFalse();
      world.tasks.end("a", Outcome.ack());
      world.seconds(1);
      assertThat(world.drained()).isTrue();
      assertThat(world.subscription.acknowledged()).containsExactly("a");
    }

    @Test
    void without_starting_what_its_last_pull_brings() {
      var world = new World(2);
      world.loop.drain("the test says so");
      world.publish("a");
      world.seconds(1);
      assertThat(world.tasks.running()).isEmpty();
      assertThat(world.subscription.leased()).isEmpty();
      assertThat(world.counters().of(TaskEvent.RETURNED)).isEqualTo(1);
      assertThat(world.counters().of(TaskEvent.INTERRUPTED)).isZero();
      assertThat(world.drained()).isTrue();
    }

    @ParameterizedTest(
        name = "after {2} s when its pull has been out for {0} s and is answered after {1} s")
    @CsvSource({"0, 30, 30", "40, 90, 50", "0, 150, 100", "40, 150, 60", "120, 150, 1"})
    void after_letting_its_pull_run_out(double age, double empty, double patience) {
      var world = new World(2, rules -> {}, w -> w.subscription.findNothingAfterSeconds(empty));
      world.seconds(age);
      world.loop.drain("the test says so");
      world.seconds(patience - 0.5);
      assertThat(world.drained()).isFalse();
      world.seconds(1);
      assertThat(world.drained()).isTrue();
      assertThat(world.subscription.leased()).isEmpty();
    }

    @Test
    void no_later_than_the_grace_period_allows_though_its_pull_is_out() {
      var world = new World(2);
      world.loop.drain("the test says so");
      world.loop.hurry("its machine is taken back", Duration.ofSeconds(15));
      world.seconds(11);
      assertThat(world.drained()).isFalse();
      world.seconds(3);
      assertThat(world.drained()).isTrue();
    }

    @Test
    void by_stopping_tasks_shortly_before_the_grace_period_ends() {
      var world = new World(1);
      world.publish("a");
      world.loop.drain("the test says so");
      world.seconds(109);
      assertThat(world.tasks.cancelled("a")).isFalse();
      world.seconds(2);
      assertThat(world.drained()).isTrue();
      assertThat(world.subscription.leased()).isEmpty();
      assertThat(world.counters().of(TaskEvent.FAILED)).isZero();
    }

    @Test
    void within_the_grace_period_even_if_a_task_ignores_it() {
      var world = new World(1);
      world.tasks.obeyCancellation(false);
      world.publish("a");
      world.loop.drain("the test says so");
      world.seconds(119);
      assertThat(world.drained()).isTrue();
      assertThat(world.subscription.leased()).isEmpty();
    }

    @Test
    void within_the_few_seconds_that_a_machine_has_which_is_taken_back() {
      var world = new World(1);
      world.tasks.obeyCancellation(false);
      world.publish("a");
      world.loop.drain("the test says so");
      world.seconds(1);
      world.loop.hurry("its machine is taken back", Duration.ofSeconds(15));
      world.seconds(6);
      assertThat(world.tasks.cancelled("a")).isFalse();
      world.seconds(2);
      assertThat(world.tasks.cancelled("a")).isTrue();
      world.seconds(6);
      assertThat(world.drained()).isTrue();
      assertThat(world.subscription.leased()).isEmpty();
      assertThat(world.counters().of(TaskEvent.RETURNED)).isEqualTo(1);
    }

    @Test
    void by_giving_back_at_once_what_has_rested_while_the_process_stood_still() {
      var world = new World(1);
      world.subscription.publish("a", "key");
      world.seconds(0.01);
      world.tasks.end("a", Outcome.retry(Failure.of("exit", "It ended with 1.")));
      world.seconds(1);
      world.timer.pause(Duration.ofSeconds(15));
      world.loop.drain("the test says so");
      world.seconds(1);
      assertThat(world.subscription.delays())
          .contains(Duration.ZERO)
          .noneMatch(Duration::isNegative);
      assertThat(world.subscription.leased()).isEmpty();
    }

    @Test
    void at_once_when_told_twice() {
      var world = new World(2);
      world.tasks.obeyCancellation(false);
      world.publish("a", "b");
      world.loop.drain("the test says so");
      world.loop.leaveNow("the test says so again");
      world.seconds(0.1);
      assertThat(world.drained()).isTrue();
      assertThat(world.subscription.leased()).isEmpty();
      assertThat(world.counters().of(TaskEvent.RETURNED)).isEqualTo(2);
    }

    @Test
    void when_told_twice_with_each_program_ended_before_its_task_goes_back() {
      var world = new World(2);
      world.tasks.obeyCancellation(false);
      world.tasks.letKill();
      world.publish("a", "b");
      world.loop.drain("the test says so");
      world.loop.leaveNow("the test says so again");
      world.seconds(0.1);
      assertThat(world.subscription.leased()).hasSize(2);
      assertThat(world.tasks.kills()).as("signals at once count as one").isGreaterThan(1);
      world.tasks.end("a", Outcome.retry(Duration.ZERO));
      world.seconds(0.1);
      assertThat(world.subscription.leased()).hasSize(1);
      assertThat(world.drained()).isFalse();
      world.seconds(0.3);
      assertThat(world.drained()).as("with one that can't be killed").isTrue();
      assertThat(world.subscription.leased()).isEmpty();
      assertThat(world.counters().of(TaskEvent.RETURNED)).isEqualTo(2);
    }

    @Test
    void after_as_many_tasks_as_it_may_run() {
      var world = new World(2, rules -> rules.maxTasks = 3);
      world.publish("a", "b", "c", "d");
      for (var id : new String[] {"a", "b", "c"}) {
        world.tasks.end(id, Outcome.ack());
        world.seconds(0.1);
      }
      world.seconds(2);
      assertThat(world.drained()).isTrue();
      assertThat(world.subscription.deliveries("d")).isZero();
    }

    @Test
    void after_the_last_of_them_has_ended_however_long_it_takes_if_nobody_tells_it_to_leave() {
      var world = new World(1, rules -> rules.maxTasks = 1);
      world.publish("a");
      world.seconds(500);
      assertThat(world.loop.report().status().draining()).isTrue();
      assertThat(world.tasks.cancelled("a")).isFalse();
      world.tasks.end("a", Outcome.ack());
      world.seconds(2);
      assertThat(world.drained()).isTrue();
      assertThat(world.counters().of(TaskEvent.ACKED)).isEqualTo(1);
    }

    @Test
    void by_itself_once_pubsub_answers_again() {
      var world = new World(1, rules -> rules.maxTasks = 1);
      world.publish("a");
      world.seconds(3);
      world.subscription.failWith("Pub/Sub is away.", true);
      world.tasks.end("a", Outcome.ack());
      world.seconds(500);
      assertThat(world.drained()).isFalse();
      world.subscription.heal();
      world.seconds(60);
      assertThat(world.drained()).isTrue();
    }

    @Test
    void within_the_grace_period_from_when_it_is_told_to_while_it_leaves_by_itself() {
      var world = new World(1, rules -> rules.maxTasks = 1);
      world.tasks.obeyCancellation(false);
      world.publish("a");
      world.seconds(100);
      world.loop.drain("the test says so");
      world.seconds(50);
      world.loop.drain("the test says so again");
      world.seconds(59);
      assertThat(world.tasks.cancelled("a")).isFalse();
      world.seconds(2);
      assertThat(world.tasks.cancelled("a")).isTrue();
      world.seconds(7);
      assertThat(world.drained()).isTrue();
    }

    @Test
    void when_there_was_nothing_to_do_for_a_while() {
      var world = new World(2, rules -> rules.idleExit = Duration.ofSeconds(20));
      world.seconds(10);
      world.publish("a");
      world.seconds(60);
      world.tasks.end("a", Outcome.ack());
      world.seconds(19);
      assertThat(world.loop.report().status().draining()).isFalse();
      world.seconds(2);
      assertThat(world.loop.report().status().draining()).isTrue();
      world.seconds(30);
      assertThat(world.drained()).isTrue();
    }
  }

  @Nested
  @DisplayName("proves that the subscription is empty")
  class Proving {
    @Test
    void since_a_slot_stayed_free_while_it_pulled() {
      var world = new World(3);
      world.publish("a");
      world.seconds(2);
      var since = world.loop.report().status().freeSince().orElseThrow();
      world.seconds(60);
      assertThat(world.loop.report().status().freeSince()).contains(since);
    }

    @Test
    void not_before_its_first_pull_was_answered() {
      var world = new World(2);
      world.seconds(20);
      assertThat(world.loop.report().status().freeSince()).isEmpty();
    }

    @Test
    void not_while_all_slots_are_busy() {
      var world = new World(1);
      world.publish("a");
      assertThat(world.loop.report().status().freeSince()).isEmpty();
    }

    @Test
    void not_by_a_pull_that_brought_less_than_it_asked_for() {
      var world = new World(3);
      world.publish("a");
      world.seconds(60);
      var before = world.timer.now();
      world.publish("b");
      assertThat(world.loop.report().status().freeSince()).isEmpty();
      world.seconds(2);
      assertThat(world.loop.report().status().freeSince().orElseThrow()).isAfterOrEqualTo(before);
    }

    @Test
    void not_by_a_slot_that_only_waits_for_the_answer_to_a_pull() {
      var world = new World(1);
      world.publish("a");
      world.tasks.end("a", Outcome.ack());
      world.seconds(0.9);
      assertThat(world.loop.report().status().freeSince()).isEmpty();
      world.seconds(0.2);
      assertThat(world.loop.report().status().freeSince()).isPresent();
    }

    @Test
    void not_while_the_server_is_away() {
      var world = new World(1);
      world.subscription.failWith("Pub/Sub is away.", true);
      world.seconds(60);
      assertThat(world.loop.report().status().freeSince()).isEmpty();
    }
  }
}
