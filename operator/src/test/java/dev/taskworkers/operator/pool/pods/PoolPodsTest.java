// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of a pod as the API server shows it. */
final class PoolPodsTest {
  private static final Instant CREATED = Instant.parse("2026-01-01T12:00:00Z");

  private static WorkerPod read(String status) {
    var pod =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: p, namespace: n, creationTimestamp: "2026-01-01T12:00:00Z"}
            status: {%s}
            """
                .formatted(status),
            Pod.class);
    return PoolPods.of(List.of(pod)).all().get(0);
  }

  private static String condition(String type, String status, int second) {
    return "{type: %s, status: '%s', lastTransitionTime: '%s'}"
        .formatted(type, status, CREATED.plusSeconds(second));
  }

  @DisplayName("a pod that has been ready before is told from one that only starts")
  @ParameterizedTest(name = "placed after {0} s, Ready {1} after {2} s: ready before {3}")
  @CsvSource({
    "0,   False,   1,   false",
    "300, False,   301, false",
    "0,   True,    720, true",
    "0,   False,   600, true",
    "0,   Unknown, 600, true"
  })
  void ever_before(int placed, String ready, int since, boolean before) {
    var conditions =
        condition("PodScheduled", "True", placed) + ", " + condition("Ready", ready, since);

    var pod = read("conditions: [" + conditions + "]");

    assertThat(pod.readiness().everBefore()).isEqualTo(before);
    assertThat(pod.readiness().since()).isEqualTo(CREATED.plusSeconds(since));
  }

  private static Placement placement(Pod pod) {
    return PoolPods.of(List.of(pod)).all().get(0).placement();
  }

  @Test
  void where_it_runs_what_it_runs_and_how_far_its_start_has_come() {
    var pod =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: p, namespace: n, creationTimestamp: "2026-01-01T12:00:00Z"}
            spec: {nodeName: node-7, containers: [{name: w, image: "acme/thumbs:1"}, {name: x, image: y}]}
            status:
              conditions: [%s]
              containerStatuses:
              - {name: x, restartCount: 0, state: {running: {startedAt: "2026-01-01T12:00:09Z"}}}
              - {name: w, restartCount: 0, state: {running: {startedAt: "2026-01-01T12:00:14Z"}}}
            """
                .formatted(condition("PodScheduled", "True", 2)),
            Pod.class);

    var starting =
        new Placement(
            Optional.of("node-7"),
            Optional.of("acme/thumbs:1"),
            Optional.of(Duration.ofSeconds(2)),
            Optional.of(Duration.ofSeconds(9)));
    assertThat(placement(pod)).isEqualTo(starting);
    var kept =
        new io.fabric8.kubernetes.api.model.PodBuilder(pod)
            .withSpec(null)
            .withAdditionalProperties(Placement.kept(pod, false))
            .build();
    assertThat(placement(kept)).isEqualTo(starting);
    assertThat(Placement.kept(pod, true)).doesNotContainKey("begun");
    pod.getStatus().getContainerStatuses().forEach(container -> container.setRestartCount(3));
    assertThat(placement(pod).timeToBegin()).isEmpty();
    assertThat(read("conditions: [" + condition("PodScheduled", "False", 2) + "]").placement())
        .isEqualTo(Placement.NONE);
  }

  @Test
  void how_long_it_took_to_be_ready_counts_from_its_creation() {
    assertThat(read("conditions: [" + condition("Ready", "True", 720) + "]").timeToReady())
        .contains(Duration.ofMinutes(12));
    assertThat(read("conditions: [" + condition("Ready", "False", 720) + "]").timeToReady())
        .isEmpty();
    assertThat(read("conditions: [{type: Ready, status: 'True'}]").timeToReady()).isEmpty();
  }

  @DisplayName("a pod has begun when one of its containers runs, and not while it waits to")
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "phase: Pending | false",
        "containerStatuses: [{name: c, state: {waiting: {reason: CrashLoopBackOff}}}] | false",
        "containerStatuses: [{name: c, state: {waiting: {}}}, {name: d, state: {running: {}}}] | true"
      })
  void begun(String status, boolean begun) {
    assertThat(read(status).begun()).isEqualTo(begun);
  }

  @DisplayName("what keeps a pod from starting is said in Kubernetes' words")
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "containerStatuses: [{name: c, state: {waiting: {reason: CrashLoopBackOff}}}] | container c: CrashLoopBackOff",
        "containerStatuses: [{name: c, state: {waiting: {reason: ContainerCreating}}}] | ''",
        "containerStatuses: [{name: c, state: {waiting: {reason: PodInitializing}}}] | ''",
        "containerStatuses: [{name: c, state: {waiting: {}}}] | ''",
        "containerStatuses: [{name: c, state: {running: {}}}] | ''",
        "containerStatuses: [{name: c}] | ''",
        "containerStatuses: [{name: c, state: {terminated: {exitCode: 137, reason: OOMKilled}}}] | container c: OOMKilled",
        "containerStatuses: [{name: c, state: {terminated: {exitCode: 0, reason: Completed}}}] | ''",
        "initContainerStatuses: [{name: i, state: {waiting: {reason: ErrImagePull}}}] | container i: ErrImagePull",
        "conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: Insufficient cpu}] | Insufficient cpu",
        "conditions: [{type: PodScheduled, status: 'False', reason: SchedulingGated}] | ''",
      })
  void stuck(String status, String why) {
    assertThat(read(status).stuck().orElse("")).isEqualTo(why);
  }

  private static Pod named(String name, String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withCreationTimestamp(CREATED.toString())
        .endMetadata()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  @Test
  void only_those_that_are_new_are_read_and_each_stays_itself() {
    var gone = named("gone", "Running");
    var failed = named("failed", "Failed");
    var stays = named("stays", "Running");
    var changes = named("changes", "Pending");
    var before = List.of(gone, failed, stays, changes);
    var read = PoolPods.of(before);
    var changed = named("changes", "Running");
    var fresh = named("fresh", "Pending");

    var now = PoolPods.of(List.of(fresh, failed, changed, stays), before, read);

    assertThat(now.all()).extracting(WorkerPod::name).containsExactly("fresh", "changes", "stays");
    assertThat(now.all().get(2)).isSameAs(read.all().get(1));
    assertThat(now.all().get(1)).isNotSameAs(read.all().get(2));
  }

  @Test
  void since_when_no_node_has_room_for_it() {
    var unschedulable =
        condition("PodScheduled", "False", 2).replace("}", ", reason: Unschedulable}");

    assertThat(read("conditions: [" + unschedulable + "]").unschedulableSince())
        .contains(CREATED.plusSeconds(2));
    assertThat(read("conditions: [" + condition("PodScheduled", "False", 2) + "]").unschedulable())
        .isFalse();
  }
}
