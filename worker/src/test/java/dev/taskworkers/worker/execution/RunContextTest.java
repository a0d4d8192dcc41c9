// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a handler wants to do when its run is cancelled")
class RunContextTest {
  private final List<Runnable> waiting = new ArrayList<>();
  private final List<String> done = new ArrayList<>();
  private final RunContext run = new RunContext(1, Instant.EPOCH, waiting::add);

  @Test
  void is_done_on_another_thread_at_the_cancellation_and_once() {
    run.onCancel(() -> done.add("abort"));
    run.cancel(CancelReason.TIMEOUT);
    run.cancel(CancelReason.TIMEOUT);
    assertThat(done).isEmpty();
    waiting.forEach(Runnable::run);
    assertThat(done).containsExactly("abort");
  }

  @Test
  void may_differ_when_its_time_is_up() {
    run.onCancel(() -> done.add(run.timedOut() ? "time is up" : "not wanted"));
    run.cancel(CancelReason.LEASE_LOST);
    waiting.forEach(Runnable::run);
    run.cancel(CancelReason.TIMEOUT);
    run.onCancel(() -> done.add(run.timedOut() ? "time is up" : "not wanted"));
    assertThat(done).containsExactly("not wanted", "time is up");
  }

  @Test
  void is_done_at_once_after_the_cancellation() {
    run.cancel(CancelReason.TIMEOUT);
    run.onCancel(() -> done.add("abort"));
    assertThat(done).containsExactly("abort");
  }

  @Test
  void is_never_done_after_the_end_of_the_run() {
    run.onCancel(() -> done.add("abort"));
    run.end();
    run.cancel(CancelReason.TIMEOUT);
    run.onCancel(() -> done.add("abort late"));
    waiting.forEach(Runnable::run);
    assertThat(done).isEmpty();
  }

  @Test
  void is_not_done_when_the_run_ends_before_a_thread_comes_to_it() {
    run.onCancel(() -> done.add("abort"));
    run.cancel(CancelReason.TIMEOUT);
    run.end();
    waiting.forEach(Runnable::run);
    assertThat(done).isEmpty();
  }

  @Test
  void does_not_keep_the_rest_from_being_done_when_it_fails() {
    run.onCancel(
        () -> {
          throw new IllegalStateException("not open");
        });
    run.onCancel(() -> done.add("abort"));
    run.cancel(CancelReason.TIMEOUT);
    waiting.forEach(Runnable::run);
    assertThat(done).containsExactly("abort");
  }
}
