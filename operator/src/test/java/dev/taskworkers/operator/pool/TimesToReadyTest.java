// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.pods.PodBuilder;
import dev.taskworkers.operator.pool.pods.PoolPods;
import dev.taskworkers.operator.pool.pods.PoolPods.WorkerPod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of the times to ready")
class TimesToReadyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private final TimesToReady times = new TimesToReady();

  private static WorkerPod pod(String name, int secondsToReady) {
    return PodBuilder.ready(name, NOW).readyAfter(Duration.ofSeconds(secondsToReady)).build();
  }

  private List<Long> seconds(List<WorkerPod> pods) {
    times.add(new PoolPods(pods));
    return times.all().stream().map(Duration::toSeconds).toList();
  }

  @Test
  void those_of_the_newest_pods_are_kept_however_many_pods_there_are() {
    var old = IntStream.range(0, 30).mapToObj(i -> pod("old-" + i, 60)).toList();
    var fresh = IntStream.range(0, 20).mapToObj(i -> pod("fresh-" + i, 3)).toList();
    seconds(old);

    var both = Stream.concat(fresh.stream(), old.stream()).toList();
    seconds(both);

    assertThat(seconds(both)).hasSize(20).containsOnly(3L);
  }

  @Test
  void that_of_a_pod_counts_once_and_stays_when_it_is_gone() {
    seconds(List.of(pod("a", 4)));
    seconds(List.of(pod("a", 4)));

    assertThat(seconds(List.of())).containsExactly(4L);
  }

  @Test
  void that_of_a_pod_which_was_ready_before_does_not_count() {
    assertThat(seconds(List.of(pod("a", 4), pod("flapped", 7200)))).containsExactly(4L);
  }

  @Test
  void that_of_a_pod_which_was_seen_to_start_counts_though_it_took_twelve_minutes() {
    seconds(List.of(PodBuilder.ready("gpu", NOW).notBegun().build()));
    seconds(List.of(PodBuilder.ready("gpu", NOW).starting().build()));

    assertThat(seconds(List.of(pod("gpu", 720)))).containsExactly(720L);
  }

  @Test
  void that_of_a_pod_which_waited_for_room_for_days_does_not_count() {
    seconds(List.of(PodBuilder.ready("pending", NOW).notBegun().build()));

    assertThat(seconds(List.of(pod("pending", 200_000)))).isEmpty();
  }

  @Test
  void that_of_a_pod_which_waited_for_its_image_does_not_count() {
    var stuck = PodBuilder.ready("stuck", NOW).notBegun().stuck("container c: ImagePullBackOff");
    seconds(List.of(stuck.build(), PodBuilder.ready("next", NOW).notBegun().build()));

    assertThat(seconds(List.of(pod("stuck", 1000), pod("next", 20)))).containsExactly(20L);
  }
}
