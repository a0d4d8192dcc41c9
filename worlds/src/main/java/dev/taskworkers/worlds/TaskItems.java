// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import static dev.taskworkers.worlds.Item.at;
import static dev.taskworkers.worlds.Item.kind;
import static dev.taskworkers.worlds.Items.HOUR;
import static dev.taskworkers.worlds.Items.MINUTE;
import static dev.taskworkers.worlds.spec.Disturbance.NEVER;

import dev.taskworkers.worlds.spec.Disturbance.AllFail;
import dev.taskworkers.worlds.spec.Disturbance.SlowTasks;
import dev.taskworkers.worlds.spec.Length;
import dev.taskworkers.worlds.spec.Load;
import dev.taskworkers.worlds.spec.Load.Burst;
import dev.taskworkers.worlds.spec.TaskKind;
import dev.taskworkers.worlds.spec.World;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** What tasks may be like, and when they come. */
final class TaskItems {
  static final List<Item.Kind> ALL =
      List.of(
          kind("log-normal tasks", 0.15, (r, f) -> w -> w.tasks(k -> k.taking(logNormal(k)))),
          kind("heavy-tailed tasks", 0.1, (r, f) -> w -> w.tasks(k -> k.taking(pareto(k)))),
          kind("a second kind of tasks, an hour long", 0.08, TaskItems::longTasks),
          kind("a burst on top", 0.15, TaskItems::burst),
          kind("publishers that batch", 0.06, (r, f) -> batched(5 + 115 * r.nextDouble())),
          kind("large messages", 0.08, (r, f) -> sized(4 + 3 * r.nextDouble())),
          kind("failing tasks", 0.1, TaskItems::failing),
          kind("a poison task", 0.08, TaskItems::poison),
          kind("ordering keys", 0.08, (r, f) -> keys(2 + r.nextInt(60), false)),
          kind("a hot ordering key", 0.06, (r, f) -> keys(2 + r.nextInt(20), true)),
          kind("slow tasks for a while", 0.06, TaskItems::slowForAWhile),
          kind("a slow new version", 0.06, (r, f) -> at(new SlowTasks(f.begin(r), NEVER, 10))),
          kind("a dependency that is down", 0.06, TaskItems::allFail));

  private TaskItems() {}

  private static Length logNormal(TaskKind kind) {
    return new Length.LogNormal(kind.length().mean() * StrictMath.exp(-0.5), 1);
  }

  private static Length pareto(TaskKind kind) {
    return new Length.Pareto(kind.length().mean() / 3, 100 * kind.length().mean());
  }

  private static UnaryOperator<World> longTasks(Random random, Frame frame) {
    var count = 1 + random.nextInt(40);
    var load = new Load("long", new Burst(frame.begin(random), 10, count), TaskKind.of(HOUR));
    return world ->
        world
            .with(load)
            .lasting(Math.max(world.seconds(), (int) (load.shape().until() + 2 * HOUR)));
  }

  private static UnaryOperator<World> burst(Random random, Frame frame) {
    var work = frame.pods() * 4 * 300 / frame.taskSeconds();
    var count = (int) Math.max(5, Math.min(1500, work * random.nextDouble()));
    var shape = new Burst(frame.begin(random), 1 + 30 * random.nextDouble(), count);
    return world -> world.with(new Load("burst", shape, world.loads().get(0).kind()));
  }

  private static UnaryOperator<World> batched(double every) {
    return world -> world.loads(world.loads().stream().map(load -> load.batched(every)).toList());
  }

  /** From 10 kB to what Pub/Sub takes at most, 10 MB. */
  private static UnaryOperator<World> sized(double digits) {
    var bytes = (int) Math.min(9_900_000, StrictMath.pow(10, digits));
    return world -> world.tasks(kind -> kind.sized(bytes));
  }

  private static UnaryOperator<World> failing(Random random, Frame frame) {
    var share = 0.02 + 0.3 * random.nextDouble();
    var times = 1 + random.nextInt(3);
    return world -> world.tasks(kind -> kind.failing(share, times));
  }

  private static UnaryOperator<World> poison(Random random, Frame frame) {
    var kind = TaskKind.of(Math.min(5, frame.taskSeconds())).failing(1, TaskKind.ALWAYS);
    var load = new Load("poison", new Burst(frame.begin(random), 1, 1), kind);
    return world -> world.with(load);
  }

  private static UnaryOperator<World> keys(int count, boolean hot) {
    return world -> world.tasks(kind -> kind.ordered(count, hot));
  }

  private static UnaryOperator<World> slowForAWhile(Random random, Frame frame) {
    var from = frame.begin(random);
    var until = frame.end(random, from, 2 * MINUTE, 20 * MINUTE, 0);
    return at(new SlowTasks(from, until, 2 + 8 * random.nextDouble()));
  }

  private static UnaryOperator<World> allFail(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new AllFail(from, frame.end(random, from, MINUTE, 10 * MINUTE, 0)));
  }
}
