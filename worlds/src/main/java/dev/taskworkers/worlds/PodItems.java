// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import static dev.taskworkers.worlds.Item.at;
import static dev.taskworkers.worlds.Item.kind;
import static dev.taskworkers.worlds.Items.HOUR;
import static dev.taskworkers.worlds.Items.MINUTE;

import dev.taskworkers.simulation.world.Range;
import dev.taskworkers.worlds.spec.Disturbance.AskedDrain;
import dev.taskworkers.worlds.spec.Disturbance.BrokenPods;
import dev.taskworkers.worlds.spec.Disturbance.Evicted;
import dev.taskworkers.worlds.spec.Disturbance.LostPods;
import dev.taskworkers.worlds.spec.Disturbance.NoImage;
import dev.taskworkers.worlds.spec.Disturbance.NoRoom;
import dev.taskworkers.worlds.spec.Disturbance.OutOfMemory;
import dev.taskworkers.worlds.spec.Disturbance.Quota;
import dev.taskworkers.worlds.spec.Disturbance.RollOut;
import dev.taskworkers.worlds.spec.Disturbance.SlowPods;
import dev.taskworkers.worlds.spec.Nodes;
import dev.taskworkers.worlds.spec.World;
import dev.taskworkers.worlds.spec.World.Past;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** What pods may be like, and what may happen to them. */
final class PodItems {
  private static final int[] SLOTS = {1, 1, 2, 8, 16, 64};

  static final List<Item.Kind> ALL =
      List.of(
          kind("concurrency", 0.4, (r, f) -> concurrency(SLOTS[r.nextInt(SLOTS.length)])),
          kind("streams", 0.15, (r, f) -> w -> w.pool(p -> p.onStreams())),
          kind("a rate limit", 0.06, PodItems::rateLimit),
          kind("fast pods", 0.1, (r, f) -> start(1, 5)),
          kind("slow pods", 0.12, (r, f) -> start(60, 60 + 120 * r.nextDouble())),
          kind("very slow pods", 0.05, (r, f) -> start(300, 300 + 420 * r.nextDouble())),
          kind("nodes on demand", 0.12, PodItems::nodesOnDemand),
          kind("no room", 0.08, PodItems::noRoom),
          kind("a quota", 0.06, PodItems::quota),
          kind("no image", 0.06, PodItems::noImage),
          kind("lost pods", 0.1, (r, f) -> at(new LostPods(f.begin(r), 1 + r.nextInt(4)))),
          kind("pods on spot machines", 0.08, (r, f) -> evicted(f, r, r.nextBoolean() ? 15 : 30)),
          kind("drained nodes", 0.08, (r, f) -> evicted(f, r, 120)),
          kind("consolidated nodes", 0.08, (r, f) -> evicted(f, r, 10 * MINUTE)),
          kind("workers to be drained", 0.06, (r, f) -> at(new AskedDrain(f.begin(r), some(r)))),
          kind("too much memory", 0.08, (r, f) -> at(new OutOfMemory(f.begin(r), some(r)))),
          kind("broken pods", 0.1, (r, f) -> at(new BrokenPods(f.begin(r), 1 + r.nextInt(2)))),
          kind("crash-looping containers", 0.06, PodItems::crashLoop),
          kind("slow nodes", 0.06, (r, f) -> slowPods(f, r, 2 + 8 * r.nextDouble())),
          kind("a roll-out", 0.08, (r, f) -> at(new RollOut(f.begin(r)))),
          kind("old pods", 0.15, PodItems::past));

  private PodItems() {}

  private static int some(Random random) {
    return 1 + random.nextInt(3);
  }

  private static UnaryOperator<World> concurrency(int slots) {
    return world ->
        world.pool(
            pool -> {
              var max = (int) Math.ceil(pool.maxReplicas() * pool.slots() / (double) slots);
              return pool.concurrency(slots).atMost(Math.min(200, Math.max(3, max)));
            });
  }

  /** Between half of what comes and four times that. */
  private static UnaryOperator<World> rateLimit(Random random, Frame frame) {
    var perSecond = frame.pods() * 4 / frame.taskSeconds();
    var perMinute = perSecond * 60 * 0.5 * StrictMath.pow(8, random.nextDouble());
    var text = Math.max(1, Math.round(perMinute)) + "/m";
    return world -> world.pool(pool -> pool.limitedTo(text));
  }

  private static UnaryOperator<World> start(double least, double most) {
    return world ->
        world.on(
            new Nodes(new Range(least, most), world.nodes().room(), world.nodes().nodeSeconds()));
  }

  private static UnaryOperator<World> nodesOnDemand(Random random, Frame frame) {
    var room = (int) (frame.pods() * random.nextDouble());
    var seconds = 40 + 200 * random.nextDouble();
    return world -> world.on(world.nodes().growing(room, seconds));
  }

  private static UnaryOperator<World> noRoom(Random random, Frame frame) {
    var from = frame.begin(random);
    var until = frame.end(random, from, MINUTE, 30 * MINUTE, 0.3);
    return at(new NoRoom(from, until, (int) Math.ceil(frame.pods() * random.nextDouble())));
  }

  private static UnaryOperator<World> quota(Random random, Frame frame) {
    var from = frame.begin(random);
    var until = frame.end(random, from, MINUTE, 30 * MINUTE, 0.3);
    return at(new Quota(from, until, (int) Math.ceil(frame.pods() * random.nextDouble())));
  }

  private static UnaryOperator<World> noImage(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new NoImage(from, frame.end(random, from, MINUTE, 20 * MINUTE, 0)));
  }

  /** Of a spot machine the worker knows how long it has. */
  private static UnaryOperator<World> evicted(Frame frame, Random random, double notice) {
    return at(new Evicted(frame.begin(random), some(random), notice, notice < MINUTE));
  }

  private static UnaryOperator<World> crashLoop(Random random, Frame frame) {
    var from = frame.begin(random);
    var until = frame.end(random, from, 2 * MINUTE, 20 * MINUTE, 0);
    return at(new BrokenPods(from, until, some(random)));
  }

  private static UnaryOperator<World> slowPods(Frame frame, Random random, double factor) {
    return at(new SlowPods(frame.begin(random), some(random), factor));
  }

  private static UnaryOperator<World> past(Random random, Frame frame) {
    var pods = 1 + (int) (frame.pods() * 2 * random.nextDouble());
    var age = 1800 + 48 * HOUR * random.nextDouble();
    var runs = (long) (age / frame.taskSeconds());
    return world ->
        world.after(
            new Past(Math.min(pods, world.pool().maxReplicas()), age, runs, frame.taskSeconds()));
  }
}
