package dev.taskworkers.worlds;

import dev.taskworkers.worlds.Report.Drawing;
import dev.taskworkers.worlds.Report.Kept;
import dev.taskworkers.worlds.Report.Score;
import dev.taskworkers.worlds.history.History;
import dev.taskworkers.worlds.promises.Promise;
import dev.taskworkers.worlds.promises.Promises;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Plays many worlds, and counts. */
final class Survey {
  /** The default of {@code maxWait}. */
  private static final double MAX_WAIT_SECONDS = 30;

  private final Map<String, List<Long>> broken = new LinkedHashMap<>();
  private final Map<String, Integer> applied = new LinkedHashMap<>();
  private final Map<String, Integer> drawn = new LinkedHashMap<>();
  private final Map<String, Integer> mattered = new LinkedHashMap<>();
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private int worlds;

  /** Worlds with the same signals left. */
  private static final class Group {
    private final List<Double> waits = new ArrayList<>();
    private double podHours;
    private double oracleHours;

    void add(Measured measured) {
      waits.add(measured.waits().p99());
      podHours += measured.podHours();
      oracleHours += measured.oraclePodHours();
    }

    Score score(String name) {
      var sorted = waits.stream().sorted().toList();
      return new Score(
          name,
          sorted.get((sorted.size() - 1) / 2) / MAX_WAIT_SECONDS,
          oracleHours == 0 ? 0 : podHours / oracleHours);
    }
  }

  Survey() {
    Promises.ALL.forEach(promise -> broken.put(promise.name(), new ArrayList<>()));
    Items.ALL.forEach(maker -> drawn.put(maker.name(), 0));
  }

  /** Plays the world of a seed, and once more without one of its items. */
  void add(long seed) {
    var world = Generator.draw(seed);
    var history = Play.of(world.world());
    worlds++;
    groups
        .computeIfAbsent(history.world().pool().group(), name -> new Group())
        .add(Measured.of("", history));
    Promises.ALL.stream()
        .filter(promise -> promise.appliesTo(history))
        .forEach(promise -> applied.merge(promise.name(), 1, Integer::sum));
    Verdict.of(history).broken().keySet().stream()
        .map(Promise::name)
        .forEach(name -> broken.get(name).add(seed));
    world.items().forEach(item -> drawn.merge(item.name(), 1, Integer::sum));
    compare(world, history);
  }

  private void compare(Drawn world, History history) {
    if (world.items().isEmpty()) {
      return;
    }
    var index = (int) Math.floorMod(world.seed(), world.items().size());
    var without = Play.of(world.without(index).world());
    if (!without.digest().equals(history.digest())) {
      mattered.merge(world.items().get(index).name(), 1, Integer::sum);
    }
  }

  Report report() {
    return new Report(
        worlds,
        broken.entrySet().stream()
            .map(
                entry ->
                    new Kept(
                        entry.getKey(),
                        applied.getOrDefault(entry.getKey(), 0),
                        entry.getValue().size(),
                        entry.getValue()))
            .toList(),
        drawn.entrySet().stream()
            .map(
                entry ->
                    new Drawing(
                        entry.getKey(), entry.getValue(), mattered.getOrDefault(entry.getKey(), 0)))
            .toList(),
        groups.entrySet().stream().map(group -> group.getValue().score(group.getKey())).toList());
  }
}
