// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.EmbeddedCloud;
import dev.taskworkers.emulator.monitoring.MonitoringOptions;
import dev.taskworkers.emulator.pubsub.PullOptions;
import dev.taskworkers.emulator.pubsub.StreamOptions;
import dev.taskworkers.emulator.pubsub.delivery.CapacityOptions;
import dev.taskworkers.emulator.pubsub.delivery.DeliveryOptions;
import dev.taskworkers.operator.pool.PoolMetrics;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.worlds.play.ApiServer;
import dev.taskworkers.worlds.play.Cluster;
import dev.taskworkers.worlds.play.FollowedPool;
import dev.taskworkers.worlds.play.Google;
import dev.taskworkers.worlds.play.PlayedOperator;
import dev.taskworkers.worlds.play.PodFacts;
import dev.taskworkers.worlds.play.ProcessTime;
import dev.taskworkers.worlds.play.Rules;
import dev.taskworkers.worlds.play.TaskBook;
import dev.taskworkers.worlds.play.VirtualTime;
import dev.taskworkers.worlds.promises.History;
import dev.taskworkers.worlds.promises.History.State;
import dev.taskworkers.worlds.promises.Look;
import dev.taskworkers.worlds.promises.Truth;
import dev.taskworkers.worlds.spec.Load;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;

/** Plays one world from its beginning to its end; the same world has the same history. */
final class Play implements FollowedPool.Witness, Weather.Operation {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Of messages, which share their bytes with all of the same size, so that those cost nothing. */
  private static final CapacityOptions CAPACITY = new CapacityOptions(5_000_000, Long.MAX_VALUE);

  /** A kubelet asks each container so often. */
  private static final int PROBE_SECONDS = 5;

  private static final BiConsumer<Instant, PoolMetrics.Row> UNREAD = (at, row) -> {};

  private final World world;
  private final Rules rules;
  private final BiConsumer<Instant, PoolMetrics.Row> prometheus;
  private final VirtualTime time = new VirtualTime();
  private final ProcessTime nature = new ProcessTime(time);
  private final History history;
  private final EmbeddedCloud cloud;
  private final TaskBook tasks;
  private final Cluster cluster;
  private final ApiServer api;
  private final Google google;

  /** One, but for moments: none, or its successor beside it. */
  private final List<PlayedOperator> operators = new ArrayList<>();

  private int written;

  private Play(World world, Rules rules, BiConsumer<Instant, PoolMetrics.Row> prometheus) {
    this.world = world;
    this.rules = rules;
    this.prometheus = prometheus;
    history = new History(world);
    cloud = new EmbeddedCloud(options(world.seed()), time, nature);
    tasks = new TaskBook(time, cloud.broker());
    cluster = new Cluster(world, time, cloud, tasks, rules::runner, history::add);
    google = new Google(cloud, world);
    api = new ApiServer(world, time, cluster);
  }

  private static CloudOptions options(long seed) {
    return CloudOptions.undisturbed()
        .withMetrics(MonitoringOptions.asGoogle(seed))
        .withPulls(PullOptions.undisturbed())
        .withDeliveries(DeliveryOptions.asGoogle(seed))
        .withStreams(StreamOptions.asGoogle(seed))
        .withCapacity(CAPACITY);
  }

  /** What happens in a world. */
  static History of(World world) {
    return of(world, Rules.ALL);
  }

  /** What happens where only these rules are kept. */
  static History of(World world, Rules rules) {
    return new Play(world, rules, UNREAD).until(second -> false);
  }

  /** What happens in a world, but no further than to where it is no more as in {@code other}. */
  static History whileAs(History other, World world) {
    var play = new Play(world, Rules.ALL, UNREAD);
    return play.until(second -> !play.history.isAs(other, second));
  }

  /** What happens in a world, while {@code prometheus} may read what the operator tells of it. */
  static History of(World world, BiConsumer<Instant, PoolMetrics.Row> prometheus) {
    return new Play(world, Rules.ALL, prometheus).until(second -> false);
  }

  private History until(IntPredicate isEnough) {
    try (google) {
      for (var load : world.loads()) {
        tasks.publish(load, seed(load));
      }
      new CloudWeather(world, time, cloud, tasks).announce();
      new Weather(world, time, cluster, api, this).announce();
      time.at(0, this::everySecond);
      time.at(world.operatorFrom(), this::begin);
      for (var second = 0; second < world.seconds(); second++) {
        time.advanceTo(second + 0.5);
        if (isEnough.test(second)) {
          break;
        }
      }
      history.end(tasks.all(), cluster.podSeconds(), undelivered());
      kill();
      return history;
    }
  }

  private long undelivered() {
    return cloud
        .broker()
        .call((all, now) -> all.subscription(PoolSettings.SUBSCRIPTION).view(now).undelivered());
  }

  private long seed(Load load) {
    return world.seed() * 31 + load.name().hashCode();
  }

  private void everySecond() {
    cloud.advance();
    var second = (int) Math.round(time.seconds());
    if (second % PROBE_SECONDS == 0) {
      cluster.probe();
    }
    history.note(second, pods(), api.replicas(), count());
    time.after(SECOND, this::everySecond);
  }

  private Truth.Pods pods() {
    var facts = cluster.facts();
    var idle = tasks.longestWait() < PodFacts.IDLE_SECONDS ? 0 : facts.idle();
    return new Truth.Pods(
        facts.size(),
        facts.ready(),
        idle,
        facts.unplacedFor(),
        facts.brokenFor(),
        facts.unheardFor(),
        facts.lyingFor());
  }

  private Truth.Tasks count() {
    return new Truth.Tasks(
        tasks.waiting(),
        tasks.running(),
        tasks.open(),
        tasks.longestWait(),
        tasks.failed(),
        tasks.ended(),
        tasks.brokenOff(),
        tasks.begun(),
        tasks.runs());
  }

  @Override
  public void begin() {
    if (operators.isEmpty()) {
      enter();
    }
  }

  private void enter() {
    operators.add(new PlayedOperator(world, rules, time, google, cluster, api, this));
  }

  @Override
  public void succeed() {
    if (operators.size() == 1) {
      enter();
    }
  }

  @Override
  public void yieldToSuccessor() {
    if (operators.size() > 1) {
      operators.remove(0).kill();
    }
  }

  @Override
  public void kill() {
    operators.forEach(PlayedOperator::kill);
    operators.clear();
  }

  @Override
  public void ring() {
    operators.forEach(PlayedOperator::ring);
  }

  @Override
  public void makeAnew() {
    operators.forEach(PlayedOperator::makeAnew);
  }

  @Override
  public void looked(Decision decision, boolean told) {
    history.add(
        Look.of(time.seconds(), decision, api.replicas(), told, tasks.waiting(), tasks.running()));
  }

  @Override
  public void wrote(TaskWorkerPoolStatus status) {
    var told = new EnumMap<ConditionType, State>(ConditionType.class);
    for (var type : ConditionType.values()) {
      type.in(status).ifPresent(one -> told.put(type, new State(one.getStatus(), one.getReason())));
    }
    history.note(time.seconds(), told);
  }

  @Override
  public void measured(PoolMetrics.Row row) {
    prometheus.accept(time.instant(), row);
  }

  @Override
  public void followed() {
    for (; written < api.writes(); written++) {
      history.addWrite(time.seconds());
    }
  }
}
