package dev.taskworkers.worlds;

import dev.taskworkers.simulation.Range;
import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Disturbance.AllFail;
import dev.taskworkers.worlds.spec.Disturbance.ApiAway;
import dev.taskworkers.worlds.spec.Disturbance.BrokenPods;
import dev.taskworkers.worlds.spec.Disturbance.Conflicts;
import dev.taskworkers.worlds.spec.Disturbance.CutDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DeafDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.DetachedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.LateReports;
import dev.taskworkers.worlds.spec.Disturbance.LostLabel;
import dev.taskworkers.worlds.spec.Disturbance.LostPods;
import dev.taskworkers.worlds.spec.Disturbance.Monitoring;
import dev.taskworkers.worlds.spec.Disturbance.NoRoom;
import dev.taskworkers.worlds.spec.Disturbance.OperatorAway;
import dev.taskworkers.worlds.spec.Disturbance.OtherReplicas;
import dev.taskworkers.worlds.spec.Disturbance.Paused;
import dev.taskworkers.worlds.spec.Disturbance.PubSub;
import dev.taskworkers.worlds.spec.Disturbance.SharedDoorbell;
import dev.taskworkers.worlds.spec.Disturbance.SlowTasks;
import dev.taskworkers.worlds.spec.Disturbance.Unheard;
import dev.taskworkers.worlds.spec.Length;
import dev.taskworkers.worlds.spec.Load;
import dev.taskworkers.worlds.spec.Load.Burst;
import dev.taskworkers.worlds.spec.Nodes;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.TaskKind;
import dev.taskworkers.worlds.spec.World;
import dev.taskworkers.worlds.spec.World.Past;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/** All that a generator may change in a plain world, each with how often it does. */
final class Items {
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;
  private static final int[] SLOTS = {1, 1, 2, 8, 16, 64};

  /** Draws one item, or none; from a stream of its own. */
  record Maker(String name, double share, Drawer drawer) {
    Optional<Item> draw(Random random, Frame frame) {
      return random.nextDouble() < share
          ? Optional.of(new Item(name, drawer.draw(random, frame)))
          : Optional.empty();
    }
  }

  /** What an item changes. */
  interface Drawer {
    UnaryOperator<World> draw(Random random, Frame frame);
  }

  static final List<Maker> ALL =
      List.of(
          // tasks
          item("log-normal tasks", 0.15, (r, f) -> w -> w.tasks(k -> k.taking(logNormal(k)))),
          item("heavy-tailed tasks", 0.1, (r, f) -> w -> w.tasks(k -> k.taking(pareto(k)))),
          item("a second kind of tasks, an hour long", 0.08, Items::longTasks),
          item("a burst on top", 0.15, Items::burst),
          item("failing tasks", 0.1, Items::failing),
          item("a poison task", 0.08, Items::poison),
          item("ordering keys", 0.08, (r, f) -> keys(2 + r.nextInt(60), false)),
          item("a hot ordering key", 0.06, (r, f) -> keys(2 + r.nextInt(20), true)),
          item("slow tasks for a while", 0.06, Items::slowForAWhile),
          item("a slow new version", 0.06, Items::slowFrom),
          item("a dependency that is down", 0.06, Items::allFail),
          // pods
          item("concurrency", 0.4, (r, f) -> concurrency(SLOTS[r.nextInt(SLOTS.length)])),
          item("fast pods", 0.1, (r, f) -> start(1, 5)),
          item("slow pods", 0.12, (r, f) -> start(60, 60 + 120 * r.nextDouble())),
          item("very slow pods", 0.05, (r, f) -> start(300, 300 + 420 * r.nextDouble())),
          item("nodes on demand", 0.12, Items::nodesOnDemand),
          item("no room", 0.08, Items::noRoom),
          item("lost pods", 0.12, (r, f) -> at(new LostPods(f.begin(r), 1 + r.nextInt(4)))),
          item("broken pods", 0.1, (r, f) -> at(new BrokenPods(f.begin(r), 1 + r.nextInt(2)))),
          item("old pods", 0.15, Items::past),
          // signals
          item("no reports ever", 0.06, (r, f) -> at(new Unheard(0, Double.POSITIVE_INFINITY))),
          item("no reports for a while", 0.08, Items::unheard),
          item("late reports", 0.08, Items::lateReports),
          item("deaf doorbell", 0.06, Items::deaf),
          item("cut doorbell", 0.06, Items::cut),
          item("shared doorbell", 0.06, Items::shared),
          item("detached doorbell", 0.05, (r, f) -> at(new DetachedDoorbell(f.begin(r)))),
          monitoring("monitoring-silent", 0.07),
          monitoring("monitoring-429", 0.05),
          monitoring("monitoring-503", 0.05),
          monitoring("monitoring-partial", 0.05),
          monitoring("monitoring-gap", 0.05),
          monitoring("monitoring-stale", 0.05),
          pubsub("pubsub-unavailable", 0.06, 10, 300),
          pubsub("duplicates", 0.05, 60, 1800),
          // the operator and the API server
          item("a new leader", 0.12, Items::newLeader),
          item("no operator for long", 0.05, Items::operatorAway),
          item("API server away", 0.08, Items::apiAway),
          item("conflicts", 0.06, Items::conflicts),
          // the user, and others
          item("image of others", 0.1, (r, f) -> w -> w.pool(p -> p.foreignImage())),
          item("a probe", 0.1, (r, f) -> w -> w.pool(p -> p.knowingArrivalsBy("Probe"))),
          item("no arrivals", 0.1, (r, f) -> w -> w.pool(p -> p.knowingArrivalsBy("Metric"))),
          item("minReplicas", 0.1, Items::minimum),
          item("stabilization", 0.08, Items::stabilized),
          item("known duration", 0.2, (r, f) -> known(f)),
          item("replicas set by others", 0.08, Items::otherReplicas),
          item("label lost", 0.05, (r, f) -> at(new LostLabel(f.begin(r)))),
          item("pause", 0.05, Items::paused));

  private Items() {}

  private static Maker item(String name, double share, Drawer drawer) {
    return new Maker(name, share, drawer);
  }

  private static Maker monitoring(String fault, double share) {
    return item(
        fault,
        share,
        (r, f) -> {
          var from = f.begin(r);
          return at(new Monitoring(from, f.end(r, from, 60, HOUR, 0.2), fault));
        });
  }

  private static Maker pubsub(String fault, double share, double least, double most) {
    return item(
        fault,
        share,
        (r, f) -> {
          var from = f.begin(r);
          return at(new PubSub(from, f.end(r, from, least, most, 0), fault));
        });
  }

  private static UnaryOperator<World> at(Disturbance disturbance) {
    return world -> world.with(disturbance);
  }

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

  private static UnaryOperator<World> slowFrom(Random random, Frame frame) {
    return at(new SlowTasks(frame.begin(random), Double.POSITIVE_INFINITY, 10));
  }

  private static UnaryOperator<World> allFail(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new AllFail(from, frame.end(random, from, MINUTE, 10 * MINUTE, 0)));
  }

  private static UnaryOperator<World> concurrency(int slots) {
    return world ->
        world.pool(
            pool -> {
              var max = Math.max(3, (int) Math.ceil(pool.maxReplicas() * pool.slots() / slots));
              return new PoolSettings(
                  slots,
                  pool.minReplicas(),
                  Math.min(200, max),
                  pool.foreign(),
                  pool.arrivals(),
                  pool.stabilizationSeconds(),
                  pool.taskDuration());
            });
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

  private static UnaryOperator<World> past(Random random, Frame frame) {
    var pods = 1 + (int) (frame.pods() * 2 * random.nextDouble());
    var age = 1800 + 48 * HOUR * random.nextDouble();
    var runs = (long) (age / frame.taskSeconds());
    return world ->
        world.after(
            new Past(Math.min(pods, world.pool().maxReplicas()), age, runs, frame.taskSeconds()));
  }

  private static UnaryOperator<World> unheard(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new Unheard(from, frame.end(random, from, 20, HOUR, 0.1)));
  }

  private static UnaryOperator<World> lateReports(Random random, Frame frame) {
    var from = random.nextBoolean() ? 0 : frame.begin(random);
    var until = frame.end(random, from, MINUTE, HOUR, 0.3);
    return at(new LateReports(from, until, 0.5 + 9 * random.nextDouble()));
  }

  private static UnaryOperator<World> deaf(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new DeafDoorbell(from, frame.end(random, from, MINUTE, HOUR, 0.3)));
  }

  private static UnaryOperator<World> cut(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new CutDoorbell(from, frame.end(random, from, 5, HOUR, 0.2)));
  }

  private static UnaryOperator<World> shared(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new SharedDoorbell(from, frame.end(random, from, 5 * MINUTE, HOUR, 0.3)));
  }

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

  private static UnaryOperator<World> otherReplicas(Random random, Frame frame) {
    var replicas = random.nextInt(2 + (int) (3 * frame.pods()));
    return at(new OtherReplicas(frame.begin(random), replicas));
  }

  private static UnaryOperator<World> paused(Random random, Frame frame) {
    var from = frame.begin(random);
    return at(new Paused(from, frame.end(random, from, MINUTE, 10 * MINUTE, 0)));
  }
}
