// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.simulation.world.SensorFault.Kind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Eight tasks of five seconds that come at second 20, and workers with four slots")
class ReportsTest {
  private static final SimulationConfig USUAL = SimulationConfig.usual();

  private final World world =
      new World(tasks(), 4, Removal.CORDON, () -> 10, () -> 0.1, new Random(1));

  private static Tasks tasks() {
    var arrivals = new double[8];
    Arrays.fill(arrivals, 20);
    var seconds = new double[8];
    Arrays.fill(seconds, 5);
    var failing = new BitSet();
    failing.set(0);
    return new Tasks(arrivals, seconds, failing);
  }

  /** Asked every five seconds, up to that second. */
  private Service ask(Reports reports, int from, int to) {
    Service service = Service.unreported();
    for (var second = from; second <= to; second += 5) {
      world.advanceTo(second);
      service = reports.ask(second);
    }
    return service;
  }

  @Test
  void are_reported_by_each_worker_and_added_up_by_the_operator() {
    var reports = new Reports(world, USUAL);
    world.scaleTo(2, 0);

    var running = ask(reports, 0, 25);
    assertThat(running.reporting()).isEqualTo(2);
    assertThat(running.slots()).isEqualTo(8);
    assertThat(running.busy()).isEqualTo(8);
    assertThat(running.freeSince()).isEmpty();
    assertThat(running.busySeconds()).isBetween(39.0, 40.0);

    var ended = ask(reports, 30, 30);
    assertThat(ended.started()).isEqualTo(8);
    assertThat(ended.finished()).isEqualTo(8);
    assertThat(ended.failed()).isEqualTo(1);
    assertThat(ended.outstanding().postponed()).isEqualTo(1);
    assertThat(ended.taskSeconds()).isEqualTo(40);
  }

  @Test
  void still_count_when_the_workers_are_gone() {
    var reports = new Reports(world, USUAL);
    world.scaleTo(2, 0);
    ask(reports, 0, 30);
    world.scaleTo(0, 30);

    var gone = ask(reports, 35, 40);
    assertThat(world.pods().existing()).isZero();
    assertThat(gone.reporting()).isZero();
    assertThat(gone.finished()).isEqualTo(8);
  }

  @Test
  void a_cordoned_worker_goes_when_it_has_said_that_it_runs_nothing() {
    var reports = new Reports(world, USUAL);
    world.scaleTo(1, 0);
    ask(reports, 0, 15);
    world.scaleTo(0, 15);
    world.advanceTo(60);
    assertThat(world.pods().existing()).isEqualTo(1);

    ask(reports, 60, 65);
    assertThat(world.pods().existing()).isZero();
  }

  @Test
  void count_for_fifteen_seconds_when_nobody_answers_any_more() {
    var silent = USUAL.withFaults(List.of(new SensorFault(Kind.REPORTS_SILENT, 28, 1000)));
    var reports = new Reports(world, silent);
    world.scaleTo(2, 0);

    assertThat(ask(reports, 0, 40).reporting()).isEqualTo(2);
    assertThat(ask(reports, 45, 45).reporting()).isZero();
  }
}
