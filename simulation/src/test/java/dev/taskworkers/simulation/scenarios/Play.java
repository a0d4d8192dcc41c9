package dev.taskworkers.simulation.scenarios;

import dev.taskworkers.operator.scaling.Autoscaler;
import dev.taskworkers.operator.signals.workers.AskedWorkers;
import dev.taskworkers.simulation.scenarios.senses.CountingDoorbell;
import dev.taskworkers.simulation.scenarios.senses.PodLine;
import dev.taskworkers.simulation.scenarios.senses.SampledBacklog;
import dev.taskworkers.simulation.scenarios.senses.WorldClock;
import dev.taskworkers.simulation.scenarios.world.SimulatedPod;
import dev.taskworkers.simulation.scenarios.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Plays a scenario second by second; the same seed gives the same run. */
final class Play {
  private static final int TICK_SECONDS = (int) Autoscaler.TICK.toSeconds();
  private static final double GRACE_SECONDS = 24 * 3600 + 30;
  private static final List<String> CONDITIONS = List.of("ArrivalsKnown", "WorkersHeard");

  private final Scenario scenario;
  private final long seed;
  private final World world;
  private final SampledBacklog monitoring;
  private final CountingDoorbell doorbell;
  private final PodLine line;
  private final WorldClock clock;
  private final List<Look> looks = new ArrayList<>();
  private final Map<String, TreeMap<Double, String>> conditions = new HashMap<>();

  private Play(Scenario scenario, long seed) {
    this.scenario = scenario;
    this.seed = seed;
    var slots = scenario.pool().slots();
    world = new World(scenario.nodes(), slots, GRACE_SECONDS, stream(1));
    monitoring = new SampledBacklog(world, stream(3));
    doorbell = new CountingDoorbell(world, scenario::heard, stream(4));
    line = new PodLine(world, scenario::isCut, scenario.reportsDelay());
    clock = new WorldClock(world);
    scenario.past().ifPresent(this::begin);
    var random = new Random(stream(5));
    for (var load : scenario.loads()) {
      load.draw(random, at -> world.publish(load.kind(), at));
    }
  }

  /** One run. */
  static Run of(Scenario scenario, long seed) {
    return new Play(scenario, seed).run();
  }

  /** One run for each of the seeds from 1 on. */
  static List<Run> of(Scenario scenario, int seeds) {
    return LongStream.rangeClosed(1, seeds).mapToObj(seed -> of(scenario, seed)).toList();
  }

  private long stream(int number) {
    return seed * 31 + number;
  }

  private void begin(Scenario.Past past) {
    world.addOldPods(past.pods(), past.ageSeconds());
    world.scaleTo(past.pods() + past.pending());
    world.addPast(past.tasksPerSecond() * past.ageSeconds(), scenario.loads().get(0).kind());
  }

  private Run run() {
    var ready = new int[scenario.seconds()];
    double before = 0;
    Optional<FollowedPool> operator = Optional.empty();
    for (var second = 0; second < scenario.seconds(); second++) {
      world.advanceTo(second);
      scenario.kills(second).ifPresent(world::kill);
      scenario.breaks(second).ifPresent(world::breakDown);
      line.tick();
      monitoring.tick(second);
      if (second == scenario.operatorFrom()) {
        operator = Optional.of(operator(second));
        before = world.podSeconds();
      }
      doorbell.tick(second);
      operator.ifPresent(disturbed(second));
      var due = (second - scenario.operatorFrom()) % TICK_SECONDS == 0;
      operator.filter(pool -> due || pool.isRung()).ifPresent(this::look);
      ready[second] = ready();
    }
    return new Run(
        seed,
        looks,
        ready,
        world.tasks(),
        conditions,
        world.podSeconds() - before,
        world.stoppedAtWork(),
        world.cutOff());
  }

  /** A new operator, with nothing in its memory. */
  private FollowedPool operator(int second) {
    doorbell.listen(second);
    var workers = new AskedWorkers(line, clock, Duration.ZERO);
    return new FollowedPool(world, scenario.pool(), monitoring, doorbell, workers);
  }

  private Consumer<FollowedPool> disturbed(int second) {
    return pool -> {
      scenario.replicasOfOthers(second).ifPresent(pool::setReplicas);
      if (scenario.losesLabel(second)) {
        pool.loseLabel();
      }
    };
  }

  private void look(FollowedPool operator) {
    var waiting = world.waiting();
    var inHand = world.inHand();
    var decision = operator.follow(clock.instant());
    looks.add(Look.of(world.now(), decision, ready(), waiting, inHand));
    for (var type : CONDITIONS) {
      operator.condition(type).ifPresent(status -> note(type, status));
    }
  }

  private void note(String type, String status) {
    var known = conditions.computeIfAbsent(type, name -> new TreeMap<>());
    if (known.isEmpty() || !known.lastEntry().getValue().equals(status)) {
      known.put(world.now(), status);
    }
  }

  private int ready() {
    return (int)
        world.pods().stream()
            .filter(SimulatedPod::isReady)
            .filter(pod -> !pod.isStopping())
            .count();
  }
}
