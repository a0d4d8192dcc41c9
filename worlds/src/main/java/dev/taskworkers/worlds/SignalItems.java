// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import static dev.taskworkers.worlds.Item.at;
import static dev.taskworkers.worlds.Item.kind;
import static dev.taskworkers.worlds.Items.HOUR;
import static dev.taskworkers.worlds.Items.MINUTE;
import static dev.taskworkers.worlds.spec.Disturbance.NEVER;

import dev.taskworkers.worlds.spec.Disturbance.CutDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DeafDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DetachedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.LateReports;
import dev.taskworkers.worlds.spec.Disturbance.Lies;
import dev.taskworkers.worlds.spec.Disturbance.Monitoring;
import dev.taskworkers.worlds.spec.Disturbance.NewTopic;
import dev.taskworkers.worlds.spec.Disturbance.OtherConsumer;
import dev.taskworkers.worlds.spec.Disturbance.PubSub;
import dev.taskworkers.worlds.spec.Disturbance.Purged;
import dev.taskworkers.worlds.spec.Disturbance.SharedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.SomeUnheard;
import dev.taskworkers.worlds.spec.Disturbance.SoughtBack;
import dev.taskworkers.worlds.spec.Disturbance.Unheard;
import dev.taskworkers.worlds.spec.Load;
import dev.taskworkers.worlds.spec.Load.Burst;
import dev.taskworkers.worlds.spec.TaskKind;
import dev.taskworkers.worlds.spec.World;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** What may go wrong with workers' reports, doorbell, Monitoring and Pub/Sub. */
final class SignalItems {
  static final List<Item.Kind> ALL =
      List.of(
          kind("no reports ever", 0.06, (r, f) -> at(new Unheard(0, NEVER))),
          kind("no reports for a while", 0.08, SignalItems::unheard),
          kind("late reports", 0.08, SignalItems::lateReports),
          kind("some without reports", 0.06, SignalItems::someUnheard),
          kind("reports that lie", 0.05, SignalItems::lies),
          kind("deaf doorbell", 0.06, (r, f) -> deaf(f, r, "stream-deaf")),
          kind("stuck doorbell", 0.06, (r, f) -> deaf(f, r, "stream-stuck")),
          kind("cut doorbell", 0.06, (r, f) -> cut(f, r, "doorbell-silent")),
          kind("forbidden doorbell", 0.06, (r, f) -> cut(f, r, "permission-denied")),
          kind("shared doorbell", 0.06, SignalItems::shared),
          kind("detached doorbell", 0.05, (r, f) -> at(new DetachedDoorbell(f.begin(r)))),
          kind(
              "no Monitoring ever", 0.06, (r, f) -> at(new Monitoring(0, NEVER, "monitoring-503"))),
          monitoring("monitoring-silent", 0.07),
          monitoring("monitoring-429", 0.05),
          monitoring("monitoring-503", 0.05),
          monitoring("monitoring-partial", 0.05),
          monitoring("monitoring-gap", 0.05),
          monitoring("monitoring-stale", 0.05),
          pubsub("pubsub-unavailable", 0.06, 10, 300),
          pubsub("duplicates", 0.05, 60, 1800),
          kind("a purge", 0.06, (r, f) -> at(new Purged(f.begin(r)))),
          kind("a seek back", 0.06, SignalItems::soughtBack),
          kind("a new topic", 0.06, SignalItems::newTopic),
          kind("another consumer", 0.06, SignalItems::otherConsumer));

  private SignalItems() {}

  private static Item.Kind monitoring(String fault, double share) {
    return kind(
        fault,
        share,
        (r, f) -> {
          var from = f.begin(r);
          return at(new Monitoring(from, f.end(r, from, 60, HOUR, 0.2), fault));
        });
  }

  private static Item.Kind pubsub(String fault, double share, double least, double most) {
    return kind(
        fault,
        share,
        (r, f) -> {
          var from = f.begin(r);
          return at(new PubSub(from, f.end(r, from, least, most, 0), fault));
        });
  }

  private static UnaryOperator<World> unheard(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new Unheard(from, frame.end(random, from, 20, HOUR, 0.1)));
  }

  private static UnaryOperator<World> someUnheard(Random random, Frame frame) {
    var from = random.nextInt(3) == 0 ? 0 : frame.begin(random);
    var until = frame.end(random, from, MINUTE, HOUR, 0.2);
    return at(new SomeUnheard(from, until, 0.1 + 0.8 * random.nextDouble()));
  }

  /** Some of the workers do, or all. */
  private static UnaryOperator<World> lies(Random random, Frame frame) {
    var from = frame.begin(random);
    var until = frame.end(random, from, MINUTE, HOUR, 0.2);
    return at(new Lies(from, until, Math.min(1, 0.1 + 1.4 * random.nextDouble())));
  }

  private static UnaryOperator<World> soughtBack(Random random, Frame frame) {
    var seconds = MINUTE * StrictMath.pow(20, random.nextDouble());
    return at(new SoughtBack(frame.begin(random), seconds));
  }

  private static UnaryOperator<World> lateReports(Random random, Frame frame) {
    var from = random.nextBoolean() ? 0 : frame.begin(random);
    var until = frame.end(random, from, MINUTE, HOUR, 0.3);
    return at(new LateReports(from, until, 0.5 + 9 * random.nextDouble()));
  }

  private static UnaryOperator<World> deaf(Frame frame, Random random, String fault) {
    var from = frame.begin(random);
    return at(new DeafDoorbell(from, frame.end(random, from, MINUTE, HOUR, 0.3), fault));
  }

  private static UnaryOperator<World> cut(Frame frame, Random random, String fault) {
    var from = frame.begin(random);
    return at(new CutDoorbell(from, frame.end(random, from, 5, HOUR, 0.2), fault));
  }

  private static UnaryOperator<World> shared(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new SharedDoorbell(from, frame.end(random, from, 5 * MINUTE, HOUR, 0.3)));
  }

  /**
   * The doorbell hangs at the topic that is gone, as if it were detached. Of a subscription that
   * never had a task Monitoring tells nothing, so its user tries it with one.
   */
  private static UnaryOperator<World> newTopic(Random random, Frame frame) {
    var from = frame.begin(random);
    var trial = new Load("trial", new Burst(from + MINUTE, 1, 1), TaskKind.of(1));
    return world -> world.with(new NewTopic(from)).with(new DetachedDoorbell(from)).with(trial);
  }

  private static UnaryOperator<World> otherConsumer(Random random, Frame frame) {
    var from = frame.begin(random);
    var perSecond = frame.pods() * 4 / frame.taskSeconds() * random.nextDouble();
    return at(new OtherConsumer(from, frame.end(random, from, MINUTE, HOUR, 0.2), perSecond));
  }
}
