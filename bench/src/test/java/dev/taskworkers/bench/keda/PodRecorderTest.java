// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Watcher.Action;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

final class PodRecorderTest {
  private final MutableClock clock = MutableClock.epochUTC();
  private final Map<String, Integer> running = new java.util.HashMap<>();
  private final PodRecorder book =
      new PodRecorder(clock, address -> running.getOrDefault(address, 0));

  private static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewStatus()
        .withPodIP("address of " + name)
        .endStatus()
        .build();
  }

  private static Pod stopping(String name) {
    return new PodBuilder(pod(name))
        .editMetadata()
        .withDeletionTimestamp("2026-01-01T00:00:00Z")
        .endMetadata()
        .build();
  }

  @Test
  void a_pod_costs_from_its_creation_to_its_end() {
    book.eventReceived(Action.ADDED, pod("a"));
    clock.add(Duration.ofSeconds(10));
    book.eventReceived(Action.ADDED, pod("b"));
    book.eventReceived(Action.MODIFIED, pod("a"));
    clock.add(Duration.ofSeconds(5));
    book.eventReceived(Action.MODIFIED, stopping("a"));
    clock.add(Duration.ofSeconds(2));
    book.eventReceived(Action.DELETED, stopping("a"));
    clock.add(Duration.ofSeconds(3));

    assertThat(book.podSeconds()).isEqualTo(17 + 10);
    assertThat(book.most()).isEqualTo(2);
    assertThat(book.isEmpty()).isFalse();
  }

  @Test
  void when_all_are_gone_nothing_is_added() {
    book.eventReceived(Action.ADDED, pod("a"));
    clock.add(Duration.ofSeconds(4));
    book.eventReceived(Action.DELETED, pod("a"));
    clock.add(Duration.ofSeconds(100));

    assertThat(book.podSeconds()).isEqualTo(4);
    assertThat(book.isEmpty()).isTrue();
  }

  @Test
  void a_pod_is_removed_while_busy_when_it_runs_tasks_as_it_is_told_to_stop() {
    running.put("address of busy", 2);
    for (var name : new String[] {"busy", "idle"}) {
      book.eventReceived(Action.ADDED, pod(name));
      book.eventReceived(Action.MODIFIED, stopping(name));
    }
    running.put("address of idle", 1);
    book.eventReceived(Action.MODIFIED, stopping("idle"));
    book.eventReceived(Action.MODIFIED, stopping("busy"));

    assertThat(book.removedWhileBusy()).isEqualTo(1);
  }

  @Test
  void a_pod_that_never_had_an_address_ran_nothing() {
    var pod = stopping("new");
    pod.getStatus().setPodIP(null);
    book.eventReceived(Action.ADDED, pod);

    assertThat(book.removedWhileBusy()).isZero();
  }
}
