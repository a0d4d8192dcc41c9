package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.PullMode;
import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.protocol.WorkerReport.HandlerDown;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.fixtures.World;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
    void givesTheTaskBackAtOnceAndCountsNoAttempt() {
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
    void learnsNothingFromItAboutHowLongTasksTake() {
      var world = new World(1);
      world.publish("a");
      world.tasks.fail("a", refused());
      world.seconds(0.01);
      assertThat(world.loop.report().status().taskSeconds().count()).isZero();
    }

    @Test
    void saysSoSinceWhenAndWhyAndIsNotReady() {
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
    void saysOfASecondOutageWhenItBeganAlthoughNothingHasEndedSinceTheFirst() {
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
    void takesNoTaskThatStillWaitsForItsBatchForAnAnswer() {
      var world = new World(2);
      world.tasks.batcher(Duration.ofSeconds(5));
      world.publish("a", "b");
      world.tasks.fail("a", refused());
      world.tasks.fail("b", refused());
      world.seconds(5.5);
      assertThat(world.tasks.running()).hasSize(1);
      world.seconds(1);
      assertThat(world.tasks.running()).hasSize(2);
    }

    @Test
    void pullsNothingUntilItCanBeReachedAndThenOneOnTrialAndAllAfterItsAnswer() {
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
    void takesATaskOnTrialThatRunsForASecondForAnAnswer() {
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
    void triesLessAndLessOftenWhenItIsReachedButDoesNotAnswer() {
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
    void givesBackAtOnceWhatAPullThatWasOutStillBrings() {
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
    void doesNotLeaveForIdleness() {
      var world = new World(1, rules -> rules.idleExit = Duration.ofSeconds(30));
      world.publish("a");
      world.handlerProblem("Nothing listens.");
      world.tasks.fail("a", refused());
      world.seconds(300);
      assertThat(world.drained()).isFalse();
    }

    @Test
    void leavesAllTheSameWhenItIsToldTo() {
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
    void givesBackWhatWaitsForTheSameOrderingKeyToo() {
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
    void runsTasksOfAKeyAgainThatWasDoneMeanwhile() {
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
    void usesAllItsSlotsAgainAfterwards(PullMode pull) {
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
    void countsAnAttemptOfWhatRanWhenItHadAnsweredOthersBefore() {
      var world = new World(2);
      world.publish("good", "bad");
      world.tasks.end("good", Outcome.ack());
      world.tasks.fail("bad", brokenOff());
      world.seconds(20);
      assertThat(world.counters().of(TaskEvent.RETRIED)).isEqualTo(1);
      assertThat(world.tasks.attempt("bad")).isEqualTo(2);
    }

    @Test
    void givesUpATaskThatDoesSoEachTimeWhileOthersAreDone() {
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
    void countsNoAttemptWhenItHasAnsweredNothingSinceTheLastTime() {
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
      var world = new World(2);
      IntStream.range(0, 2000).forEach(n -> world.subscription.publish("task-" + n));
      world.seconds(0.01);
      return world;
    }

    @Test
    void beginsThemOneAtATimeWithPausesThatGrow() {
      var world = crowded();
      assertThat(failedWithin(world, 60, FAILED)).isBetween(30, 40);
      assertThat(failedWithin(world, 60, FAILED)).isBetween(10, 13);
      assertThat(world.loop.report().status().handlerDown()).isEmpty();
      assertThat(world.loop.report().problem()).isEmpty();
    }

    @Test
    void slowsDownAlsoWhenTheHandlerRejectsThemAll() {
      assertThat(failedWithin(crowded(), 60, Outcome.deadLetter("No."))).isLessThan(40);
    }

    @Test
    void isAtFullSpeedAgainAfterTheFirstSuccess() {
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
    void isAtFullSpeedAgainWhenOneRunsForLongerThanTheOthersDid() {
      var world = crowded();
      failedWithin(world, 60, FAILED);
      world.seconds(10);
      assertThat(world.tasks.running()).hasSize(2);
    }

    @Test
    void goesOnAtFullSpeedWhileOneInTwentySucceeds() {
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
    void goesOnAtFullSpeedWhileTheyAskForAnotherTime() {
      var world = crowded();
      var later = Outcome.retry(Duration.ofMinutes(5));
      assertThat(failedWithin(world, 5, later)).isGreaterThan(500);
    }

    @Test
    void goesOnAtFullSpeedWhenTheyFailSlowly() {
      var world = crowded();
      for (int round = 0; round < 40; round++) {
        world.seconds(11);
        assertThat(world.tasks.running()).hasSize(2);
        world.tasks.running().forEach(id -> world.tasks.end(id, FAILED));
        world.seconds(0.01);
      }
    }

    @Test
    void doesNotSlowDownForTasksWhoseLeasesWereLost() {
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
