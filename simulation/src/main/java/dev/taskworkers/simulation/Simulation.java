// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.simulation;

import dev.taskworkers.simulation.scalers.Oracle;
import dev.taskworkers.simulation.scalers.OraclePlan;
import dev.taskworkers.simulation.scalers.Scaler;
import dev.taskworkers.simulation.world.Doorbell;
import dev.taskworkers.simulation.world.Monitoring;
import dev.taskworkers.simulation.world.Reports;
import dev.taskworkers.simulation.world.Signals;
import dev.taskworkers.simulation.world.SimulationConfig;
import dev.taskworkers.simulation.world.Tasks;
import dev.taskworkers.simulation.world.World;
import java.util.Random;
import java.util.function.DoubleSupplier;

/**
 * Lets one policy scale one pool over a list of tasks. The same tasks, configuration and seed give
 * the same run; chance is drawn from a stream of its own for each thing that it decides, so that
 * two policies meet the same samples.
 */
public final class Simulation {
  private static final int REPAIRS = 12;

  private final Tasks tasks;
  private final int seconds;
  private final SimulationConfig config;
  private final long seed;

  /**
   * A simulation.
   *
   * @param seconds how long it lasts
   */
  public Simulation(Tasks tasks, int seconds, SimulationConfig config, long seed) {
    this.tasks = tasks;
    this.seconds = seconds;
    this.config = config;
    this.seed = seed;
  }

  public SimulationRun run(Scaler scaler) {
    var random = stream(1);
    return run(scaler, () -> config.podStart().draw(random));
  }

  /** The clairvoyant: planned, tried, and fixed where a task still waits too long. */
  public SimulationRun runOracle() {
    var start = (int) Math.ceil(config.podStart().mean());
    var plan = new OraclePlan(tasks, seconds, config);
    var run = run(new Oracle(plan.pods(), start), () -> start);
    for (var repair = 0; repair < REPAIRS; repair++) {
      var late = late(run);
      if (late.length == 0) {
        break;
      }
      if (!plan.addWhere(late)) {
        break;
      }
      run = run(new Oracle(plan.pods(), start), () -> start);
    }
    return run;
  }

  /** The seconds in which tasks waited that waited too long; empty when there is none. */
  private boolean[] late(SimulationRun run) {
    var waits = run.waits();
    var change = new int[seconds + 2];
    var any = false;
    for (var task = 0; task < waits.length; task++) {
      if (waits[task] > config.maxWaitSeconds()) {
        any = true;
        var begin = (int) tasks.arrival(task);
        if (begin <= seconds) {
          change[begin]++;
          change[(int) Math.min(seconds, begin + waits[task]) + 1]--;
        }
      }
    }
    return any ? positive(change) : new boolean[0];
  }

  /** Where the sum of all changes so far is more than 0. */
  private static boolean[] positive(int[] change) {
    var positive = new boolean[change.length - 1];
    var sum = 0;
    for (var second = 0; second < positive.length; second++) {
      sum += change[second];
      positive[second] = sum > 0;
    }
    return positive;
  }

  private SimulationRun run(Scaler scaler, DoubleSupplier startSeconds) {
    var trips = stream(6);
    var world =
        new World(
            tasks,
            config.slotsPerPod(),
            scaler.removal(),
            startSeconds,
            () -> config.delays().roundTrip().draw(trips),
            stream(2));
    world.begin(config.beginning().pods());
    var signals =
        new Signals(
            world,
            config,
            new Monitoring(config, stream(3)),
            new Doorbell(tasks, seconds, config, stream(4)),
            new Reports(world, config));
    var existing = new int[seconds];
    var ready = new int[seconds];
    var waiting = new int[seconds];
    var changes = 0;
    var coldStarts = 0;
    for (var second = 0; second < seconds; second++) {
      world.advanceTo(second);
      signals.moveTo(second);
      var pods = world.pods();
      var wanted = scaler.replicas(signals);
      if (wanted != pods.active()) {
        changes++;
        coldStarts += pods.active() == 0 ? 1 : 0;
        world.scaleTo(wanted, second);
        pods = world.pods();
      }
      existing[second] = pods.existing();
      ready[second] = pods.ready();
      waiting[second] = world.waiting();
    }
    world.advanceTo(seconds);
    return new SimulationRun(
        world.waits(seconds), existing, ready, waiting, world.cost(seconds), changes, coldStarts);
  }

  private Random stream(int number) {
    return new Random(seed * 31 + number);
  }
}
