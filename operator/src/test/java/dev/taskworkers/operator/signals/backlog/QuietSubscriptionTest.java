// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.emulator.monitoring.MonitoringOptions;
import dev.taskworkers.emulator.transport.FaultKind;
import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Arrivals;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Pods;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A pool that only samples tell of, and Google shows none of a subscription that is empty. One pod
 * is left, whose worker pulls; is it removed?
 */
final class QuietSubscriptionTest {
  private static final int SLOTS = 4;
  private static final Policy POLICY = Policy.of(10, Duration.ofSeconds(30), SLOTS, true);

  private final WatchedBacklog watched =
      new WatchedBacklog(MonitoringOptions.asGoogle(1).withEnd(Duration.ZERO));
  private final Autoscaler autoscaler = new Autoscaler();
  private ScalingState memory = ScalingState.startingAt(watched.clock.instant());
  private int pods = 1;
  private boolean heard = true;
  private int busy;
  private long started;

  @AfterEach
  void stop() {
    watched.close();
  }

  /** The decisions of so many minutes. */
  private void pass(int minutes) {
    for (var tick = 0; tick < minutes * 12; tick++) {
      decide(watched.tick().backlog(), watched.clock.instant());
    }
  }

  private void decide(Backlog backlog, Instant now) {
    var seen =
        new Observation(
            new Pods(pods, pods, 0, 0, List.of(Duration.ofSeconds(25))),
            backlog,
            Arrivals.notCounted(),
            service(now));
    var decision = autoscaler.decide(POLICY, seen, memory, now);
    memory = decision.memory();
    pods = decision.replicas();
  }

  private Service service(Instant now) {
    var reporting = heard ? pods : 0;
    var ended = started - busy;
    return Service.builder()
        .reporting(reporting)
        .slots(reporting * SLOTS)
        .busy(reporting == 0 ? 0 : busy)
        .started(started)
        .finished(ended)
        .taskSeconds(ended * 5.0)
        .timed(ended)
        .waited(ended)
        .freeSince(
            reporting > 0 && busy < SLOTS ? Optional.of(now.minusSeconds(60)) : Optional.empty())
        .busySeconds(ended * 5.0)
        .build();
  }

  /** So many messages are taken, sampled, and then done: none is seen to be left. */
  private void work(int tasks) {
    watched.publish(tasks);
    var done = watched.take(tasks);
    started += tasks;
    busy = Math.min(tasks, SLOTS);
    pass(8);
    done.run();
    busy = 0;
    pods = 1;
  }

  @Test
  void it_is_when_the_series_ended_small_and_stays_away_while_the_worker_is_idle() {
    work(3);
    pass(9);
    assertThat(pods).as("too early to be more than a late sample").isEqualTo(1);

    pass(8);
    assertThat(pods).isZero();
  }

  @Test
  void it_is_not_when_the_last_sample_showed_more_than_pods_could_have_in_hand() {
    work(30);
    pass(60);
    assertThat(pods).isPositive();
  }

  @Test
  void it_is_not_while_a_task_runs() {
    work(3);
    busy = 1;
    pass(60);
    assertThat(pods).isEqualTo(1);
  }

  @Test
  void it_is_not_while_the_worker_cannot_be_heard() {
    work(3);
    heard = false;
    pass(60);
    assertThat(pods).isEqualTo(1);
  }

  @Test
  void it_is_not_while_questions_are_in_vain() {
    work(3);
    watched.cloud.faults().set(FaultKind.MONITORING_503);
    pass(60);
    assertThat(pods).isEqualTo(1);
  }

  @Test
  void it_is_not_when_no_sample_was_ever_seen() {
    pass(60);
    assertThat(pods).isEqualTo(1);
  }
}
