// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.emulator.pubsub.delivery.Delivery;
import dev.taskworkers.emulator.pubsub.delivery.Release;
import dev.taskworkers.simulation.Percentiles;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The demo's books")
class LedgerTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final TaskLedger tasks =
      new TaskLedger("topic", "subscription", client -> client.startsWith("tasks-"));
  private final PodLedger pods =
      new PodLedger(
          "tasks-", tasks, Clock.fixed(T0.plusSeconds(100), ZoneOffset.UTC), Duration.ofSeconds(1));
  private final Interruptions interruptions = new Interruptions(pods);

  @Test
  void measure_a_wait_from_publishing_to_the_first_delivery_to_a_pod() {
    publish("a");
    deliver("a", "the operator's probe", 1);
    deliver("a", "tasks-1", 3);
    deliver("a", "tasks-2", 60);
    assertThat(tasks.waits()).isEqualTo(new Percentiles(3, 3, 3, 3));
    assertThat(tasks.redelivered()).isEqualTo(1);
  }

  @Test
  void count_a_task_once_however_often_it_is_acknowledged() {
    publish("a");
    deliver("a", "tasks-1", 0);
    acknowledge("a", "tasks-1", true);
    acknowledge("a", "tasks-1", false);
    assertThat(tasks.completed()).isEqualTo(1);
    assertThat(tasks.duplicates()).isEqualTo(1);
  }

  @Test
  void leave_out_other_topics_and_subscriptions() {
    tasks.published("other", "x", T0);
    tasks.delivered(new Delivery("doorbell", "a", "ack", "operator", 1, T0, T0));
    assertThat(tasks.dispatched()).isZero();
    assertThat(tasks.waits().max()).isZero();
  }

  @Test
  void blame_the_removal_of_a_busy_pod_only_while_another_is_idle() {
    pod("tasks-1");
    publish("a");
    deliver("a", "tasks-1", 0);
    pods.podStopping("tasks-1", T0.plusSeconds(10));
    assertThat(pods.removedWhileBusy()).isZero();

    pod("tasks-2");
    pod("tasks-3");
    publish("b");
    deliver("b", "tasks-2", 10);
    pods.podStopping("tasks-2", T0.plusSeconds(20));
    assertThat(pods.removedWhileBusy()).isEqualTo(1);
  }

  @Test
  void count_a_task_as_interrupted_when_its_pod_was_told_to_stop_and_gave_it_back() {
    pod("tasks-1");
    publish("a");
    deliver("a", "tasks-1", 0);
    pods.podStopping("tasks-1", T0.plusSeconds(10));
    interruptions.released("subscription", "a", "tasks-1", T0.plusSeconds(11), Release.NACKED);
    interruptions.released("subscription", "b", "tasks-1", T0.plusSeconds(11), Release.NACKED);
    assertThat(interruptions.count()).isEqualTo(1);
  }

  @Test
  void do_not_blame_a_removal_for_what_a_crash_cut_off() {
    pod("tasks-1");
    publish("a");
    deliver("a", "tasks-1", 0);
    tasks.crashed("tasks-1");
    pods.podStopping("tasks-1", T0.plusSeconds(10));
    interruptions.released("subscription", "a", "tasks-1", T0.plusSeconds(60), Release.EXPIRED);
    assertThat(interruptions.count()).isZero();
    assertThat(pods.removedWhileBusy()).isZero();
  }

  @Test
  void add_up_what_pods_cost_from_their_creation_to_their_end() {
    pod("tasks-1");
    pods.podGone("tasks-1", T0.plusSeconds(40));
    pod("tasks-2");
    pods.podCreated("operator-1", T0);
    assertThat(pods.podSeconds()).isEqualTo(40 + 100);
    assertThat(pods.coldStarts()).isEqualTo(2);
    assertThat(pods.peak()).isEqualTo(1);
  }

  @Test
  void tell_how_long_the_pool_took_from_zero_and_back_to_it() {
    publish("a");
    pods.podCreated("tasks-1", T0.plusSeconds(1));
    pods.podReady("tasks-1", T0.plusSeconds(4));
    deliver("a", "tasks-1", 5);
    acknowledge("a", "tasks-1", true);
    pods.podCreated("tasks-2", T0.plusSeconds(5));
    pods.podReady("tasks-2", T0.plusSeconds(50));
    pods.podGone("tasks-1", T0.plusSeconds(60));
    pods.podGone("tasks-2", T0.plusSeconds(65));
    assertThat(tasks.firstWait()).isEqualTo(5);
    assertThat(pods.firstStartSeconds()).isEqualTo(3);
    assertThat(tasks.lastCompleted()).contains(T0.plusSeconds(5));
    assertThat(pods.lastGone()).contains(T0.plusSeconds(65));
  }

  private void publish(String id) {
    tasks.published("topic", id, T0);
  }

  private void deliver(String id, String pod, int second) {
    tasks.delivered(
        new Delivery("subscription", id, "ack-" + id, pod, 1, T0, T0.plusSeconds(second)));
  }

  private void acknowledge(String id, String pod, boolean current) {
    tasks.acknowledged("subscription", id, pod, T0.plusSeconds(5), current);
  }

  private void pod(String name) {
    pods.podCreated(name, T0);
    pods.podReady(name, T0);
  }
}
