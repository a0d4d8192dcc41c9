// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A memory limit")
class MemoryLimitTest {
  private final VirtualTimer timer = new VirtualTimer();
  private final AtomicLong resident = new AtomicLong(100);
  private final List<String> reasons = new ArrayList<>();

  @Test
  void makes_a_worker_leave_once_when_its_process_has_grown_too_large() {
    limit(200).watch();
    timer.advance(Duration.ofMinutes(5));
    assertThat(reasons).isEmpty();
    resident.set(201);
    timer.advance(Duration.ofMinutes(5));
    assertThat(reasons).containsExactly("its process takes 201 MiB, more than 200");
  }

  @Test
  void is_none_unless_it_is_set() {
    limit(MemoryLimit.NONE).watch();
    timer.advance(Duration.ofMinutes(5));
    assertThat(reasons).isEmpty();
  }

  @Test
  void is_refused_where_no_process_knows_its_memory() {
    var blind = new MemoryLimit(200, OptionalLong::empty, timer, reasons::add);
    assertThatThrownBy(blind::watch)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("needs Linux");
  }

  @Test
  void reads_the_memory_of_this_process() {
    assertThat(ResidentMemory.mib().orElseThrow()).isBetween(10L, 100_000L);
  }

  private MemoryLimit limit(long mib) {
    return new MemoryLimit(
        mib, () -> OptionalLong.of(resident.get()), timer, why -> reasons.add(why));
  }
}
