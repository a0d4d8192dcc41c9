// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import static dev.taskworkers.worlds.Item.at;
import static dev.taskworkers.worlds.Item.kind;
import static dev.taskworkers.worlds.Items.HOUR;
import static dev.taskworkers.worlds.Items.MINUTE;

import dev.taskworkers.worlds.spec.Disturbance.Advised;
import dev.taskworkers.worlds.spec.Disturbance.ApiAway;
import dev.taskworkers.worlds.spec.Disturbance.Conflicts;
import dev.taskworkers.worlds.spec.Disturbance.LateWatch;
import dev.taskworkers.worlds.spec.Disturbance.LostLabel;
import dev.taskworkers.worlds.spec.Disturbance.NewConcurrency;
import dev.taskworkers.worlds.spec.Disturbance.NewLimits;
import dev.taskworkers.worlds.spec.Disturbance.NewPool;
import dev.taskworkers.worlds.spec.Disturbance.OperatorAway;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import dev.taskworkers.worlds.spec.Disturbance.Paused;
import dev.taskworkers.worlds.spec.Disturbance.RefusedWrites;
import dev.taskworkers.worlds.spec.Disturbance.Spoilt;
import dev.taskworkers.worlds.spec.Disturbance.TwoOperators;
import dev.taskworkers.worlds.spec.World;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** What may go wrong with operator and API server, and what the user and others may do. */
final class OtherItems {
  static final List<Item.Kind> ALL =
      List.of(
          kind("a new leader", 0.12, OtherItems::newLeader),
          kind("no operator for long", 0.05, OtherItems::operatorAway),
          kind("API server away", 0.08, OtherItems::apiAway),
          kind("conflicts", 0.06, OtherItems::conflicts),
          kind("late watches", 0.06, OtherItems::lateWatch),
          kind("image of others", 0.1, (r, f) -> w -> w.pool(p -> p.foreignImage())),
          kind("no dead letters", 0.15, (r, f) -> w -> w.pool(p -> p.retriedForEver())),
          kind("a probe", 0.1, (r, f) -> w -> w.pool(p -> p.knowingArrivalsBy("Probe"))),
          kind("no arrivals", 0.1, (r, f) -> w -> w.pool(p -> p.knowingArrivalsBy("Metric"))),
          kind("minReplicas", 0.1, OtherItems::minimum),
          kind("a high maximum", 0.06, (r, f) -> w -> w.pool(p -> p.atMost(10 * p.maxReplicas()))),
          kind("stabilization", 0.08, OtherItems::stabilized),
          kind("known duration", 0.2, (r, f) -> known(f)),
          kind("replicas set by others", 0.08, (r, f) -> otherReplicas(f, r, 0)),
          kind("another autoscaler", 0.06, (r, f) -> otherReplicas(f, r, 10 * MINUTE)),
          kind("label lost", 0.05, (r, f) -> at(new LostLabel(f.begin(r)))),
          kind("the pool made again", 0.06, (r, f) -> at(new NewPool(f.begin(r)))),
          kind("pause", 0.05, OtherItems::paused),
          kind("advice", 0.05, OtherItems::advised),
          kind("two operators", 0.06, OtherItems::twoOperators),
          kind("refused writes", 0.05, OtherItems::refusedWrites),
          kind("other limits", 0.06, OtherItems::newLimits),
          kind("another concurrency", 0.06, OtherItems::newConcurrency),
          kind("a spoilt resource", 0.05, OtherItems::spoilt));

  private OtherItems() {}

  private static UnaryOperator<World> newLeader(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new OperatorAway(from, Math.rint(from + 1 + 20 * random.nextDouble())));
  }

  private static UnaryOperator<World> operatorAway(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new OperatorAway(from, frame.end(random, from, MINUTE, HOUR, 0)));
  }

  private static UnaryOperator<World> apiAway(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new ApiAway(from, frame.end(random, from, 5, 5 * MINUTE, 0)));
  }

  private static UnaryOperator<World> conflicts(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new Conflicts(from, frame.end(random, from, MINUTE, 20 * MINUTE, 0)));
  }

  private static UnaryOperator<World> lateWatch(Random random, Frame frame) {
    var from = frame.begin(random);
    var until = frame.end(random, from, MINUTE, 20 * MINUTE, 0);
    return at(new LateWatch(from, until, 2 + 18 * random.nextDouble()));
  }

  private static UnaryOperator<World> minimum(Random random, Frame frame) {
    var pods = 1 + random.nextInt(3);
    return world -> world.pool(pool -> pool.atLeast(Math.min(pods, pool.maxReplicas())));
  }

  private static UnaryOperator<World> stabilized(Random random, Frame frame) {
    var seconds = 30 + random.nextInt(900);
    return world -> world.pool(pool -> pool.stabilized(seconds));
  }

  private static UnaryOperator<World> known(Frame frame) {
    var text = Math.max(1, Math.round(frame.taskSeconds() * 1000)) + "ms";
    return world -> world.pool(pool -> pool.knownToTake(text));
  }

  /** Once, or again and again for some time. */
  private static UnaryOperator<World> otherReplicas(Frame frame, Random random, double most) {
    var replicas = random.nextInt(2 + (int) (3 * frame.pods()));
    var from = frame.begin(random);
    var until = most == 0 ? from : frame.end(random, from, MINUTE, most, 0);
    return at(new OtherReplicas(from, until, replicas));
  }

  private static UnaryOperator<World> paused(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new Paused(from, frame.end(random, from, MINUTE, 10 * MINUTE, 0)));
  }

  private static UnaryOperator<World> advised(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new Advised(from, frame.end(random, from, MINUTE, 10 * MINUTE, 0)));
  }

  /** A leader that can't renew its lease knows that after 10 s at the latest. */
  private static UnaryOperator<World> twoOperators(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new TwoOperators(from, Math.rint(from + 1 + 9 * random.nextDouble())));
  }

  private static UnaryOperator<World> refusedWrites(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new RefusedWrites(from, frame.end(random, from, 30, 20 * MINUTE, 0)));
  }

  private static UnaryOperator<World> newLimits(Random random, Frame frame) {
    var from = frame.begin(random);
    var most = 1 + (int) (3 * frame.pods() * random.nextDouble()) + random.nextInt(10);
    return at(new NewLimits(from, Math.min(most, random.nextInt(4)), most));
  }

  private static UnaryOperator<World> newConcurrency(Random random, Frame frame) {
    var from = frame.begin(random);
    var factor = new double[] {0.25, 0.5, 2, 4}[random.nextInt(4)];
    return world ->
        world.with(new NewConcurrency(from, (int) Math.ceil(world.pool().slots() * factor)));
  }

  private static UnaryOperator<World> spoilt(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new Spoilt(from, frame.end(random, from, 20, 10 * MINUTE, 0)));
  }
}
