// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.DecisionRecord;
import dev.taskworkers.operator.scaling.input.Backlog;
import dev.taskworkers.operator.scaling.input.Backlog.Sample;
import dev.taskworkers.operator.scaling.input.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

@Label("Whatever is seen, a decision")
class InvariantsTest {
  private static final Instant NOW = Scene.NOW;

  /** What a scene is made of; two scenes of one plan are equal. */
  record Plan(
      int pods,
      int starting,
      double calm,
      double lately,
      int waiting,
      int sampleAge,
      boolean listening,
      boolean reports,
      boolean silent,
      boolean saturated,
      double waitSeconds,
      int watchedSeconds) {

    Scene scene() {
      var scene = Scene.of(pods).arriving(calm).lately(lately);
      scene.listening = listening;
      scene.workersReport = reports;
      scene.silent = silent;
      scene.waitSeconds = waitSeconds;
      scene.watched = Duration.ofSeconds(watchedSeconds);
      scene.desired = pods + starting;
      scene.busy(Math.min(scene.busy, pods * Scene.SLOTS));
      if (saturated) {
        scene.saturated();
      }
      return sampleAge == 0 ? scene : scene.sampled(sampleAge, scene.busy + (long) waiting);
    }

    Plan withWaiting(int more) {
      return new Plan(
          pods,
          starting,
          calm,
          lately,
          more,
          sampleAge,
          listening,
          reports,
          silent,
          saturated,
          waitSeconds,
          watchedSeconds);
    }

    Plan withLately(double more) {
      return new Plan(
          pods,
          starting,
          calm,
          more,
          waiting,
          sampleAge,
          listening,
          reports,
          silent,
          saturated,
          waitSeconds,
          watchedSeconds);
    }
  }

  @Provide
  Arbitrary<Plan> plans() {
    var pods = Combinators.combine(Arbitraries.integers().between(0, 60), upTo(20)).as(Pair::new);
    var rates =
        Combinators.combine(
                Arbitraries.doubles().between(0, 10), Arbitraries.doubles().between(0, 60))
            .as(Rates::new);
    var flags =
        Combinators.combine(flag(), flag(), flag(), flag())
            .as((a, b, c, d) -> new boolean[] {a, b, c, d});
    return Combinators.combine(
            pods,
            rates,
            upTo(5000),
            Arbitraries.of(0, 5, 30, 120, 240, 350),
            flags,
            Arbitraries.doubles().between(0, 300),
            Arbitraries.integers().between(0, 300))
        .as(
            (p, r, waiting, age, f, wait, watched) ->
                new Plan(
                    p.ready(),
                    p.starting(),
                    r.calm(),
                    r.lately(),
                    waiting,
                    age,
                    f[0],
                    f[1],
                    f[2],
                    f[3],
                    wait,
                    watched));
  }

  private record Pair(int ready, int starting) {}

  private record Rates(double calm, double lately) {}

  private static Arbitrary<Integer> upTo(int most) {
    return Arbitraries.integers().between(0, most);
  }

  private static Arbitrary<Boolean> flag() {
    return Arbitraries.of(true, false);
  }

  @Property(seed = "1")
  @Label("stays within the bounds")
  void bounds(@ForAll("plans") Plan plan, @ForAll @IntRange(max = 5) int min) {
    var scene = plan.scene();
    scene.min = min;
    scene.max = 40;
    assertThat(scene.decide().replicas()).isBetween(min, 40);
  }

  @Property(seed = "1")
  @Label("stays as it is when paused or only advising, and is the pinned number when pinned")
  void modes(@ForAll("plans") Plan plan, @ForAll @IntRange(max = 50) int pinned) {
    for (var action : List.of(Policy.Action.PAUSE, Policy.Action.ADVISE)) {
      var scene = plan.scene();
      scene.action = action;
      assertThat(scene.decide().replicas()).isEqualTo(scene.desired);
      scene.pinned = OptionalInt.of(pinned);
      assertThat(scene.decide().replicas()).isEqualTo(scene.desired);
    }
    var scene = plan.scene();
    scene.pinned = OptionalInt.of(pinned);
    assertThat(scene.decide().replicas()).isEqualTo(pinned);
  }

  @Property(seed = "1")
  @Label("asks for no fewer pods when more tasks wait")
  void monotone_in_backlog(@ForAll("plans") Plan plan, @ForAll @IntRange(max = 5000) int more) {
    var fewer = plan.scene().decide().replicas();
    var after = plan.withWaiting(plan.waiting() + more).scene().decide().replicas();
    assertThat(after).isGreaterThanOrEqualTo(fewer);
  }

  @Property(seed = "1")
  @Label("asks for no fewer pods when more tasks come")
  void monotone_in_rate(@ForAll("plans") Plan plan, @ForAll @IntRange(max = 100) int more) {
    var burst = plan.withLately(plan.calm() + plan.lately());
    var larger = burst.withLately(burst.lately() + more);
    assertThat(larger.scene().decide().replicas())
        .isGreaterThanOrEqualTo(burst.scene().decide().replicas());
  }

  @Property(seed = "1")
  @Label("asks for no fewer pods when tasks have waited longer")
  void monotone_in_age(@ForAll("plans") Plan plan, @ForAll @IntRange(max = 300) int more) {
    var shorter = plan.scene();
    var longer = plan.scene();
    longer.waitSeconds += more;
    assertThat(longer.decide().replicas()).isGreaterThanOrEqualTo(shorter.decide().replicas());
  }

  @Property(seed = "1")
  @Label("needs at most twice the pods for twice the tasks, and saves by size")
  void scaling(
      @ForAll @IntRange(min = 1, max = 50) int pods, @ForAll @IntRange(max = 20) int rate) {
    var one = Scene.of(pods).arriving(rate).decide().wanted();
    var two = Scene.of(2 * pods).arriving(2.0 * rate).decide().wanted();
    assertThat(two).isBetween(one, 2 * one);
  }

  @Property(seed = "1")
  @Label("is never zero while a task is known to run")
  void never_zero_while_busy(@ForAll("plans") Plan plan) {
    var scene = plan.scene();
    if (scene.workersReport && !scene.silent && scene.ready > 0 && scene.busy > 0) {
      assertThat(scene.decide().replicas()).isPositive();
    }
  }

  @Property(seed = "1")
  @Label("never removes a pod when neither samples nor reports nor counts tell what is there")
  void never_down_when_blind(@ForAll("plans") Plan plan) {
    var scene = plan.scene();
    scene.backlog = Backlog.missing();
    scene.listening = false;
    scene.silent = true;
    if (scene.ready > 0) {
      assertThat(scene.decide().replicas()).isGreaterThanOrEqualTo(scene.desired);
    }
  }

  @Property(seed = "1")
  @Label("never removes a pod in the first two minutes of an operator")
  void never_down_after_restart(@ForAll("plans") Plan plan) {
    var scene = plan.scene();
    scene.watched = Duration.ofSeconds(Math.min(115, plan.watchedSeconds()));
    assertThat(scene.decide().replicas()).isGreaterThanOrEqualTo(scene.desired);
  }

  @Property(seed = "1")
  @Label("does not leave running tasks without a slot")
  void keeps_running_tasks(@ForAll("plans") Plan plan) {
    var scene = plan.scene();
    if (scene.workersReport && !scene.silent) {
      var running = (scene.busy + Scene.SLOTS - 1) / Scene.SLOTS;
      assertThat(scene.decide().replicas())
          .isGreaterThanOrEqualTo(Math.min(scene.desired, running));
    }
  }

  @Property(seed = "1")
  @Label("grows by at most +8 or threefold at once while arrivals are not counted")
  void growth_limit(@ForAll("plans") Plan plan) {
    var scene = plan.scene().notCounted();
    var most = scene.desired == 0 ? 10 : Math.max(scene.desired + 8, 3 * scene.desired);
    assertThat(scene.decide().replicas()).isLessThanOrEqualTo(most);
  }

  @Property(seed = "1")
  @Label("does not change by samples from the future")
  void future_samples(
      @ForAll("plans") Plan plan, @ForAll @IntRange(min = 1, max = 9999) int later) {
    var scene = plan.scene();
    var before = scene.decide();
    var samples = new ArrayList<>(scene.backlog.samples());
    samples.add(new Sample(NOW.plusSeconds(later), 1_000_000, Duration.ZERO));
    scene.backlog = new Backlog(Backlog.State.FRESH, samples);
    var after = scene.decide();
    assertThat(after.replicas()).isEqualTo(before.replicas());
  }

  @Property(seed = "1")
  @Label("does not change by duplicate samples or by their order")
  void order_of_samples(@ForAll("plans") Plan plan, @ForAll @IntRange(max = 5000) int earlier) {
    var first = new Sample(NOW.minusSeconds(300), earlier, Duration.ZERO);
    var second = new Sample(NOW.minusSeconds(240), plan.waiting(), Duration.ZERO);
    var scene = plan.scene();
    scene.backlog = new Backlog(Backlog.State.FRESH, List.of(first, second));
    var before = scene.decide();
    scene.backlog = new Backlog(Backlog.State.FRESH, List.of(second, first, second));
    assertThat(scene.decide()).isEqualTo(before);
  }

  @Property(seed = "1")
  @Label("is the same when it is made again from its record")
  void deterministic(@ForAll("plans") Plan plan) {
    var scene = plan.scene();
    var decision = scene.decide();
    var line =
        DecisionRecord.of("a/b", scene.policy(), scene.observation(), scene.memory(), decision, NOW)
            .json();
    assertThat(DecisionRecord.parse(line, "line 1").replay()).isEqualTo(decision);
  }

  @Property(seed = "1")
  @Label("is told in one sentence with finite numbers")
  void one_sentence(@ForAll("plans") Plan plan) {
    assertThat(plan.scene().decide().message())
        .endsWith(".")
        .doesNotContain("NaN", "Infinity", "-")
        .doesNotContain("\n");
  }
}
