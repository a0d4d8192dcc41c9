// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Single tasks")
class SingleTasksTest {
  private final Machine machine = new Machine();

  @Test
  void are_waited_for_although_the_machine_was_too_busy_to_publish_them_at_their_pace() {
    machine.publishing = Duration.ofMillis(5);
    assertThatCode(() -> run(10_000)).doesNotThrowAnyException();
    assertThat(machine.acknowledged()).isEqualTo(10_000);
  }

  @Test
  void are_waited_for_as_long_as_one_after_the_other_is_done() {
    machine.doing = Duration.ofSeconds(20);
    assertThatCode(() -> run(3)).doesNotThrowAnyException();
    assertThat(machine.acknowledged()).isEqualTo(3);
  }

  @Test
  void are_waited_for_no_longer_when_none_is_done_any_more_and_it_is_said_how_many_were() {
    machine.most = 2;
    assertThatThrownBy(() -> run(3))
        .hasMessage("some-client did 2 of 3 single tasks, and no other one within 30 s.");
  }

  @Test
  void are_published_at_an_even_pace_where_the_machine_allows() {
    assertThatCode(() -> run(3)).doesNotThrowAnyException();
    assertThat(machine.publishedAt).containsExactly(0L, 1_000_000L, 2_000_000L);
  }

  private void run(int tasks) throws InterruptedException {
    new SingleTasks(machine).run("some-client", machine, tasks, Duration.ofMillis(1));
  }

  /** A client on virtual time that does the tasks one after the other. */
  private static final class Machine implements SingleTasks.Lane, SingleTasks.Stopwatch {
    private final List<Long> publishedAt = new ArrayList<>();
    private Duration publishing = Duration.ZERO;
    private Duration doing = Duration.ofMillis(3);
    private int most = Integer.MAX_VALUE;
    private long now;
    private long busyUntil;
    private final List<Long> doneAt = new ArrayList<>();

    @Override
    public void publishOne(String kind) {
      publishedAt.add(now);
      now += publishing.toNanos();
      busyUntil = Math.max(busyUntil, now) + doing.toNanos();
      if (doneAt.size() < most) {
        doneAt.add(busyUntil);
      }
    }

    @Override
    public long published() {
      return publishedAt.size();
    }

    @Override
    public long acknowledged() {
      return doneAt.stream().filter(at -> at <= now).count();
    }

    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void sleep(Duration time) {
      now += time.toNanos();
    }
  }
}
