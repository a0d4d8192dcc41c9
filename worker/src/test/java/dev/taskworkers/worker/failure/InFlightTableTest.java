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
  void countsTheEndsOfTheProcessInWhichATaskWasRunning() {
    assertThat(next().crashes("a")).isZero();
    next().begins("a");
    var second = next();
    assertThat(second.crashes("a")).isEqualTo(1);
    second.begins("a");
    assertThat(next().crashes("a")).isEqualTo(2);
    assertThat(next().crashes("a")).isEqualTo(2);
  }

  @Test
  void knowsWhetherATaskWasAloneInTheLastOfThem() {
    begin("a", "b");
    assertThat(next().crashedAlone("a")).isFalse();
    begin("a");
    assertThat(next().crashedAlone("a")).isTrue();
    assertThat(next().crashedAlone("b")).isFalse();
    begin("a", "c");
    assertThat(next().crashedAlone("a")).isFalse();
  }

  @Test
  void holdsNothingAgainstTasksThatWereCutOffByAnEndThatTheProcessWasTold() {
    var first = next();
    first.begins("a");
    first.leaves();
    assertThat(next().crashes("a")).isZero();
  }

  @Test
  void holdsNothingAgainstTasksThatWereCutOffByARestartOfTheMachine() {
    begin("a");
    assertThat(InFlightTable.in(folder, 8, () -> nanos, "another boot").crashes("a")).isZero();
  }

  @Test
  void forgetsATaskThatEnded() {
    begin("a");
    var second = next();
    second.begins("a");
    second.ended("a");
    assertThat(next().crashes("a")).isZero();
  }

  @Test
  void isOfTheSameSizeHoweverManyTasksRun() throws IOException {
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
  void isReadWithAnotherNumberOfSlots() {
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
  void skipsAnEntryThatWasHalfWritten() throws IOException {
    begin("a", "b");
    try (var file = new RandomAccessFile(folder.resolve("in-flight").toFile(), "rw")) {
      file.seek(64 + 16);
      file.write('x');
    }
    assertThat(next().suspects(1)).isZero();
    assertThat(next().crashes("a") + next().crashes("b")).isEqualTo(1);
  }

  @Test
  void beginsAnewWhereItsFileIsSomethingElse() throws IOException {
    Files.writeString(folder.resolve("in-flight"), "+a\n+b\n-");
    assertThat(next().crashes("a")).isZero();
    begin("a");
    assertThat(next().crashes("a")).isEqualTo(1);
  }

  @Test
  void knowsALongIdByItsEnd() {
    var id = "1".repeat(100) + "2";
    begin(id);
    assertThat(next().crashes(id)).isEqualTo(1);
  }

  @Test
  void isNothingWithoutItsFolder() {
    var memory = InFlightTable.in(folder.resolve("not-there"), 8);
    memory.begins("a");
    assertThat(memory.crashes("a")).isZero();
  }

  @Test
  void costsNoTaskWhenNothingCanBeWritten() throws IOException {
    Files.createDirectories(folder.resolve("in-flight").resolve("in the way"));
    var world = new World(1, rules -> {}, next());
    world.publish("a");
    assertThat(world.tasks.running()).containsExactly("a");
  }

  @Test
  void remembersAgainOnceItCanBeWritten() throws IOException {
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
  void knowsThatTheProcessWasToldToEndThoughItCouldNotBeWrittenThen() throws IOException {
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
  void endsTheLoopWithAWordWhenItsFileIsCutOffUnderIt() throws Exception {
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
