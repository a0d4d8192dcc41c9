// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.execution.EventLoop;
import dev.taskworkers.worker.fixtures.VirtualTimer;
import dev.taskworkers.worker.fixtures.World;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The memory of tasks in flight")
class InFlightTableTest {
  @TempDir private Path folder;
  private long nanos;

  @Test
  void counts_the_ends_of_the_process_in_which_a_task_was_running() {
    assertThat(next().crashes("a")).isZero();
    next().begins("a");
    var second = next();
    assertThat(second.crashes("a")).isEqualTo(1);
    second.begins("a");
    assertThat(next().crashes("a")).isEqualTo(2);
    assertThat(next().crashes("a")).isEqualTo(2);
  }

  @Test
  void knows_whether_a_task_was_alone_in_the_last_of_them() {
    begin("a", "b");
    assertThat(next().crashedAlone("a")).isFalse();
    begin("a");
    assertThat(next().crashedAlone("a")).isTrue();
    assertThat(next().crashedAlone("b")).isFalse();
    begin("a", "c");
    assertThat(next().crashedAlone("a")).isFalse();
  }

  @Test
  void holds_nothing_against_tasks_that_were_cut_off_by_an_end_that_the_process_was_told() {
    var first = next();
    first.begins("a");
    first.leaves();
    assertThat(next().crashes("a")).isZero();
  }

  @Test
  void holds_nothing_against_tasks_that_were_cut_off_by_a_restart_of_the_machine() {
    begin("a");
    assertThat(InFlightTable.in(folder, 8, () -> nanos, "another boot").crashes("a")).isZero();
  }

  @Test
  void forgets_a_task_that_ended() {
    begin("a");
    var second = next();
    second.begins("a");
    second.ended("a");
    assertThat(next().crashes("a")).isZero();
  }

  @Test
  void is_of_the_same_size_however_many_tasks_run() throws IOException {
    var memory = next();
    var size = Files.size(folder.resolve("in-flight"));
    memory.begins("long");
    for (int number = 0; number < 100_000; number++) {
      memory.begins("task-" + number);
      memory.ended("task-" + number);
    }
    assertThat(Files.size(folder.resolve("in-flight"))).isEqualTo(size).isLessThan(100_000);
    assertThat(next().crashes("long")).isEqualTo(1);
  }

  @Test
  void is_read_with_another_number_of_slots() {
    var large = InFlightTable.in(folder, 2000, () -> nanos, "boot");
    for (int number = 0; number < 2000; number++) {
      large.begins("task-" + number);
    }
    var small = InFlightTable.in(folder, 1, () -> nanos, "boot");
    assertThat(small.crashes("task-0")).isEqualTo(1);
    small.begins("a");
    assertThat(InFlightTable.in(folder, 4000, () -> nanos, "boot").crashes("a")).isEqualTo(1);
  }

  @Test
  void skips_an_entry_that_was_half_written() throws IOException {
    begin("a", "b");
    try (var file = new RandomAccessFile(folder.resolve("in-flight").toFile(), "rw")) {
      file.seek(64 + 16);
      file.write('x');
    }
    assertThat(next().suspects(1)).isZero();
    assertThat(next().crashes("a") + next().crashes("b")).isEqualTo(1);
  }

  @Test
  void begins_anew_where_its_file_is_something_else() throws IOException {
    Files.writeString(folder.resolve("in-flight"), "+a\n+b\n-");
    assertThat(next().crashes("a")).isZero();
    begin("a");
    assertThat(next().crashes("a")).isEqualTo(1);
  }

  @Test
  void knows_a_long_id_by_its_end() {
    var id = "1".repeat(100) + "2";
    begin(id);
    assertThat(next().crashes(id)).isEqualTo(1);
  }

  @Test
  void is_nothing_without_its_folder() {
    var memory = InFlightTable.in(folder.resolve("not-there"), 8);
    memory.begins("a");
    assertThat(memory.crashes("a")).isZero();
  }

  @Test
  void costs_no_task_when_nothing_can_be_written() throws IOException {
    Files.createDirectories(folder.resolve("in-flight").resolve("in the way"));
    var world = new World(1, rules -> {}, next());
    world.publish("a");
    assertThat(world.tasks.running()).containsExactly("a");
  }

  @Test
  void remembers_again_once_it_can_be_written() throws IOException {
    var inTheWay = Files.createDirectories(folder.resolve("in-flight").resolve("in the way"));
    var memory = next();
    memory.begins("a");
    memory.begins("b");
    Files.delete(inTheWay);
    Files.delete(folder.resolve("in-flight"));
    nanos += Duration.ofSeconds(11).toNanos();
    memory.ended("b");
    var next = next();
    assertThat(next.crashes("a")).isEqualTo(1);
    assertThat(next.crashes("b")).isZero();
  }

  @Test
  void knows_that_the_process_was_told_to_end_though_it_could_not_be_written_then()
      throws IOException {
    var inTheWay = Files.createDirectories(folder.resolve("in-flight").resolve("in the way"));
    var memory = next();
    memory.begins("a");
    memory.leaves();
    Files.delete(inTheWay);
    Files.delete(folder.resolve("in-flight"));
    nanos += Duration.ofSeconds(11).toNanos();
    memory.begins("b");
    assertThat(next().crashes("a")).isZero();
  }

  @Test
  void ends_the_loop_with_a_word_when_its_file_is_cut_off_under_it() throws Exception {
    var memory = next();
    try (var file = new RandomAccessFile(folder.resolve("in-flight").toFile(), "rw");
        var loop = EventLoop.start(new VirtualTimer())) {
      for (int n = 0; n < 20_000; n++) {
        // Compiled code hears of the fault later than interpreted code.
        loop.execute(() -> memory.begins("b"));
        loop.execute(() -> memory.ended("b"));
      }
      file.setLength(0);
      loop.execute(() -> memory.begins("a"));
      assertThat(loop.broken())
          .failsWithin(Duration.ZERO)
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(InternalError.class);
    }
  }

  private void begin(String... ids) {
    var memory = next();
    for (var id : ids) {
      memory.begins(id);
    }
  }

  private InFlight next() {
    return InFlightTable.in(folder, 8, () -> nanos, "boot");
  }
}
