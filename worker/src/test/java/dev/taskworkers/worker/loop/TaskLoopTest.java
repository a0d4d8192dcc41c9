package dev.taskworkers.worker.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.TaskEvent;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.fixtures.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A worker")
class TaskLoopTest {
  private static final Outcome FAILED = Outcome.retry(Failure.of("x", "It broke."));

  @Test
  void takesADeliveryThatIsSentTwiceForOne() {
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

  @Nested
  @DisplayName("that is cordoned")
  class Cordoned {
    @Test
    void pullsNoMoreButFinishesWhatItRuns() {
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
    void saysSoOnlyWhenNoPullIsOut() {
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
    void runsWhatThePullThatWasOutStillBrings() {
      var world = new World(1);
      world.loop.cordon();
      world.publish("a");
      world.seconds(1);
      assertThat(world.tasks.running()).containsExactly("a");
    }

    @Test
    void pullsAgainAsSoonAsItIsUncordoned() {
      var world = new World(1);
      world.loop.cordon();
      world.seconds(31);
      world.publish("a");
      world.loop.uncordon();
      world.seconds(0.01);
      assertThat(world.tasks.running()).containsExactly("a");
    }

    @Test
    void pullsAgainByItselfWhenTheOrderIsNotRepeatedForAMinute() {
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
    void asksForNoMoreThanItsFreeSlots() {
      var world = new World(3);
      world.publish("a");
      world.publish("b");
      assertThat(world.subscription.asked()).containsExactly(3, 2, 1);
    }

    @Test
    void asksForNothingWhileAllSlotsAreBusy() {
      var world = new World(1);
      world.publish("a", "b");
      world.seconds(120);
      assertThat(world.tasks.running()).containsExactly("a");
      assertThat(world.subscription.asked()).containsExactly(1);
    }

    @Test
    void startsTheNextTaskAsSoonAsOneEnds() {
      var world = new World(1);
      world.publish("a", "b");
      world.tasks.end("a", Outcome.ack());
      world.seconds(0.01);
      assertThat(world.tasks.running()).containsExactly("b");
    }

    /** Tasks of about a second, which end together or one by one; a call takes a millisecond. */
    @ParameterizedTest(name = "whose tasks end up to {0} ms apart")
    @ValueSource(ints = {1, 100, 1000})
    void keepsItsSlotsBusy(int spread) {
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
    void backsOffWhileTheServerIsAwayAndGoesOnAfterwards() {
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
    void staysUpAndAsksRarelyWhenSomebodyMustActFirst() {
      var world = new World(1);
      world.subscription.failWith("There is no such subscription.", false);
      world.seconds(30.5);
      var before = world.subscription.asked().size();
      world.seconds(300);
      assertThat(world.subscription.asked().size() - before).isEqualTo(10);
      assertThat(world.loop.report().problem()).contains("There is no such subscription.");
    }

    @Test
    void isReadyWhenAPullStaysOpenThoughNothingCame() {
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
    void thatItRenewsForTheFirstTimeWhenItsTaskHasRunForASecond() {
      var world = new World(1);
      world.publish("a");
      world.seconds(0.9);
      assertThat(world.subscription.delays()).isEmpty();
      world.seconds(1.2);
      assertThat(world.subscription.delays()).containsExactly(Duration.ofSeconds(60));
    }

    @Test
    void thatItKeepsThroughAnOutageOfNearlyAMinute() {
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
    void thatItRenewsAgainWhileARequestHangs() {
      var world = new World(1);
      world.publish("a");
      world.subscription.nextCallTakes(Duration.ofSeconds(55));
      world.seconds(5);
      assertThat(world.subscription.delays()).hasSize(1);
      world.seconds(300);
      assertThat(world.subscription.deliveries("a")).isEqualTo(1);
    }

    @Test
    void thatTheServerStillGrantsAfterThePauseOfTheProcess() {
      var world = new World(1);
      world.subscription.ackDeadline(Duration.ofSeconds(600));
      world.publish("a");
      world.timer.pause(Duration.ofSeconds(90));
      world.seconds(10);
      assertThat(world.tasks.cancelled("a")).isFalse();
      assertThat(world.counters().of(TaskEvent.LEASE_LOST)).isZero();
    }

    @Test
    void thatIsLostAfterAPauseWhenTheServerSaysSo() {
      var world = new World(1);
      world.publish("a");
      world.seconds(3);
      world.loop.cordon();
      world.timer.pause(Duration.ofSeconds(90));
      world.seconds(2);
      assertThat(world.counters().of(TaskEvent.LEASE_LOST)).isEqualTo(1);
    }

    @Test
    void aslongAsTheTaskRuns() {
      var world = new World(1);
      world.publish("a");
      world.seconds(590);
      assertThat(world.tasks.running()).containsExactly("a");
      assertThat(world.subscription.deliveries("a")).isEqualTo(1);
    }

    @Test
    void neverLongerThanAMinuteAheadSoThatAKilledPodsTaskReturnsSoon() {
      var world = new World(1);
      world.publish("a");
      world.seconds(300);
      assertThat(world.subscription.delays()).containsOnly(Duration.ofSeconds(60));
    }

    @Test
    void thatItCanLoseAndThenStopsTheTaskAndCounts() {
      var world = new World(2);
      world.publish("a");
      world.subscription.expireLeases();
      world.seconds(6);
      assertThat(world.counters().of(TaskEvent.LEASE_LOST)).isEqualTo(1);
      assertThat(world.subscription.deliveries("a")).isEqualTo(2);
      assertThat(world.tasks.running()).hasSize(1);
    }

    @Test
    void thatIsLostWhenNoRenewalGetsThroughInTime() {
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
    void thatSucceededThoughItsLeaseWasTakenForLost() {
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
    void byAcknowledgingItAgainWhenThatIsNotAnswered() {
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
    void byGivingItBackAfterTheAnswerToItsRenewal() {
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
    void byGivingItBackAgainWhenThatFails() {
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
    void atOnceWhenItLeavesThoughAFailureIsWaitedFor() {
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
    void thatIsDoneByAcknowledgingIt() {
      var world = new World(1);
      world.publish("a");
      world.tasks.end("a", Outcome.ack());
      world.seconds(1);
      assertThat(world.subscription.acknowledged()).containsExactly("a");
      assertThat(world.counters().of(TaskEvent.ACKED)).isEqualTo(1);
    }

    @Test
    void withAnAcknowledgementThatOutlivesAnOutage() {
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
    void thatFailsByBackOffAndThenByADeadLetter() {
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
    void thatThrowsAsOneToRetry() {
      var world = new World(1);
      world.publish("a");
      world.tasks.fail("a", new IllegalArgumentException("Not this one."));
      world.seconds(1);
      assertThat(world.counters().of(TaskEvent.RETRIED)).isEqualTo(1);
    }

    @Test
    void whoseDeadLetterIsNotStoredByGivingItBack() {
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
    void thatRunsTooLongByCancellingAndRetryingIt() {
      var world = new World(1);
      world.publish("a");
      world.seconds(601);
      assertThat(world.counters().of(TaskEvent.RETRIED)).isEqualTo(1);
      assertThat(world.tasks.running()).isEmpty();
    }

    @Test
    void thatIgnoresItsLimitByGivingItBackWithoutReusingTheSlot() {
      var world = new World(1);
      world.tasks.obeyCancellation(false);
      world.publish("a", "b");
      world.seconds(615);
      assertThat(world.counters().of(TaskEvent.RETRIED)).isEqualTo(1);
      assertThat(world.loop.report().status().abandoned()).isEqualTo(1);
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
    void whenRunningTasksHaveFinished() {
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
    void withoutStartingWhatItsLastPullBrings() {
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
    void afterLettingItsPullRunOut(double age, double empty, double patience) {
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
    void noLaterThanTheGracePeriodAllowsThoughItsPullIsOut() {
      var world = new World(2);
      world.loop.drain("the test says so");
      world.loop.hurry("its machine is taken back", Duration.ofSeconds(15));
      world.seconds(11);
      assertThat(world.drained()).isFalse();
      world.seconds(3);
      assertThat(world.drained()).isTrue();
    }

    @Test
    void byStoppingTasksShortlyBeforeTheGracePeriodEnds() {
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
    void withinTheGracePeriodEvenIfATaskIgnoresIt() {
      var world = new World(1);
      world.tasks.obeyCancellation(false);
      world.publish("a");
      world.loop.drain("the test says so");
      world.seconds(119);
      assertThat(world.drained()).isTrue();
      assertThat(world.subscription.leased()).isEmpty();
    }

    @Test
    void withinTheFewSecondsThatAMachineHasWhichIsTakenBack() {
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
    void atOnceWhenToldTwice() {
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
    void afterAsManyTasksAsItMayRun() {
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
    void whenThereWasNothingToDoForAWhile() {
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
    void sinceASlotStayedFreeWhileItPulled() {
      var world = new World(3);
      world.publish("a");
      world.seconds(2);
      var since = world.loop.report().status().freeSince().orElseThrow();
      world.seconds(60);
      assertThat(world.loop.report().status().freeSince()).contains(since);
    }

    @Test
    void notBeforeItsFirstPullWasAnswered() {
      var world = new World(2);
      world.seconds(20);
      assertThat(world.loop.report().status().freeSince()).isEmpty();
    }

    @Test
    void notWhileAllSlotsAreBusy() {
      var world = new World(1);
      world.publish("a");
      assertThat(world.loop.report().status().freeSince()).isEmpty();
    }

    @Test
    void notByAPullThatBroughtLessThanItAskedFor() {
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
    void notByASlotThatOnlyWaitsForTheAnswerToAPull() {
      var world = new World(1);
      world.publish("a");
      world.tasks.end("a", Outcome.ack());
      world.seconds(0.9);
      assertThat(world.loop.report().status().freeSince()).isEmpty();
      world.seconds(0.2);
      assertThat(world.loop.report().status().freeSince()).isPresent();
    }

    @Test
    void notWhileTheServerIsAway() {
      var world = new World(1);
      world.subscription.failWith("Pub/Sub is away.", true);
      world.seconds(60);
      assertThat(world.loop.report().status().freeSince()).isEmpty();
    }
  }
}
