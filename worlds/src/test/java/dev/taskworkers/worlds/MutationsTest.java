// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.crds.TaskWorkerPoolStatus;
import dev.taskworkers.crds.TaskWorkerPoolStatus.LastDecision;
import dev.taskworkers.operator.pool.StatusWriteLimiter;
import dev.taskworkers.operator.pool.pods.PodInventory;
import dev.taskworkers.operator.pool.pods.PodPlan;
import dev.taskworkers.operator.pool.pods.ReportingState;
import dev.taskworkers.operator.scaling.Decision;
import dev.taskworkers.operator.scaling.estimate.ScalingState;
import dev.taskworkers.operator.scaling.input.Observation;
import dev.taskworkers.operator.scaling.input.Policy;
import dev.taskworkers.operator.scaling.input.Service;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.TaskRunner;
import dev.taskworkers.worlds.play.Rules;
import dev.taskworkers.worlds.promises.History;
import dev.taskworkers.worlds.promises.Promises;
import dev.taskworkers.worlds.spec.Disturbance.BrokenPods;
import dev.taskworkers.worlds.spec.Load;
import dev.taskworkers.worlds.spec.Load.Burst;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.TaskKind;
import dev.taskworkers.worlds.spec.World;
import dev.taskworkers.worlds.spec.World.Past;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each promise is broken where the rule that keeps it is taken out, and by nothing else there. */
@DisplayName("A promise")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
final class MutationsTest {
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;

  /** What happens in each world with all rules. */
  private final Map<World, History> usual = new HashMap<>();

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(
            "nothing lost", "no answer is no failure of the task", brokenPod(), new Failing()),
        Arguments.of("nothing cut", "only what is idle goes", unequal(), new Unasked()),
        Arguments.of("zero on proof", "silence is no idleness", named("not-heard"), new Deaf()),
        Arguments.of("never stuck", "a pool grows", burst(), new NoGrowth()),
        Arguments.of("thrift", "a pool shrinks", burst(), new NoShrinking()),
        Arguments.of("calm", "what is the same is not written", burst(), new Chatter()),
        Arguments.of("calm", "one change is told once", burst(), new Gossip()),
        Arguments.of("honest", "who is not heard is named", named("not-heard"), new Secret()),
        Arguments.of("alive", "a pool shrinks", burst(), new NoShrinking()));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("rules")
  void is_kept_by_its_rule_and_broken_without_it(
      String name, String rule, World world, Rules without) {
    var promise =
        Promises.ALL.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();

    var with = usual.computeIfAbsent(world, Play::of);

    assertThat(promise.appliesTo(with)).isTrue();
    assertThat(promise.check(with)).as("with the rule that %s", rule).isEmpty();
    assertThat(promise.check(Play.of(world, without)))
        .as("without the rule that %s", rule)
        .isPresent();
  }

  private static World named(String name) {
    return NamedWorlds.ALL.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow()
        .world()
        .seeded(1);
  }

  private static World burst() {
    return World.of(
        PoolSettings.of(4, 10),
        HOUR,
        new Load("load", new Burst(10 * MINUTE, 10, 200), TaskKind.of(10)));
  }

  private static World brokenPod() {
    return World.of(
            PoolSettings.of(4, 5).atLeast(5),
            HOUR,
            new Load("load", new Burst(10 * MINUTE, 1, 400), TaskKind.of(20)))
        .after(new Past(5, HOUR, 0, 1))
        .with(new BrokenPods(10 * MINUTE, 1));
  }

  /** Some tasks that are over soon, and some that are not. */
  private static World unequal() {
    return World.of(
        PoolSettings.of(1, 20),
        HOUR,
        new Load("long", new Burst(10 * MINUTE, 10, 5), TaskKind.of(30 * MINUTE)),
        new Load("short", new Burst(11 * MINUTE, 10, 60), TaskKind.of(30)));
  }

  private static Decision with(Decision decision, int replicas) {
    return new Decision(
        decision.from(),
        replicas,
        decision.wanted(),
        decision.explanation(),
        decision.estimate(),
        decision.memory());
  }

  private static final class Failing extends Rules {
    @Override
    public TaskRunner runner(TaskRunner handler) {
      return (task, context) ->
          handler.run(task, context).exceptionally(problem -> Outcome.deadLetter("It failed."));
    }
  }

  private static final class Unasked extends Rules {
    @Override
    public PodPlan plan(int wanted, ReportingState hearing, PodInventory inventory) {
      var unasked =
          new PodInventory(
              inventory.replicas(),
              inventory.staying(),
              inventory.cordoned(),
              inventory.released(),
              inventory.lifeless(),
              inventory.unsettled(),
              Map.of());
      return super.plan(wanted, ReportingState.NEVER, unasked);
    }
  }

  private static final class Deaf extends Rules {
    @Override
    public Decision decide(Policy policy, Observation seen, ScalingState memory, Instant now) {
      var idle =
          Service.builder()
              .reporting(seen.pods().ready())
              .slots(seen.pods().ready() * policy.slotsPerPod())
              .freeSince(Optional.of(now))
              .build();
      var taken =
          seen.service().reporting() > 0
              ? seen
              : new Observation(seen.pods(), seen.backlog(), seen.arrivals(), idle);
      return super.decide(policy, taken, memory, now);
    }
  }

  private static final class NoGrowth extends Rules {
    @Override
    public Decision decide(Policy policy, Observation seen, ScalingState memory, Instant now) {
      var decision = super.decide(policy, seen, memory, now);
      return with(decision, Math.min(decision.replicas(), Math.max(1, decision.from())));
    }
  }

  private static final class NoShrinking extends Rules {
    @Override
    public Decision decide(Policy policy, Observation seen, ScalingState memory, Instant now) {
      var decision = super.decide(policy, seen, memory, now);
      return with(decision, Math.max(decision.replicas(), decision.from()));
    }
  }

  private static final class Chatter extends Rules {
    @Override
    public boolean isDue(
        StatusWriteLimiter limiter,
        Instant last,
        TaskWorkerPoolStatus before,
        TaskWorkerPoolStatus next,
        Instant now) {
      return true;
    }
  }

  private static final class Gossip extends Rules {
    @Override
    public boolean isNews(Optional<LastDecision> before, Decision decision) {
      return true;
    }
  }

  private static final class Secret extends Rules {
    @Override
    public TaskWorkerPoolStatus told(TaskWorkerPoolStatus status) {
      return new TaskWorkerPoolStatus(
          status.observedGeneration(),
          status.replicas(),
          status.readyReplicas(),
          status.desiredReplicas(),
          status.selector(),
          status.backlog(),
          status.estimate(),
          status.lastDecision(),
          status.conditions().stream()
              .filter(condition -> !condition.getType().equals("WorkersHeard"))
              .toList());
    }
  }
}
