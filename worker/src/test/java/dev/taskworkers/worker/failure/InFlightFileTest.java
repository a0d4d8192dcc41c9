package dev.taskworkers.worker.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.fixtures.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The memory of tasks in flight")
class InFlightFileTest {
  @TempDir private Path folder;

  @Test
  void countsTheEndsOfTheProcessInWhichATaskWasRunning() {
    assertThat(InFlightFile.in(folder).crashes("a")).isZero();
    InFlightFile.in(folder).begins("a");
    var second = InFlightFile.in(folder);
    assertThat(second.crashes("a")).isEqualTo(1);
    second.begins("a");
    assertThat(InFlightFile.in(folder).crashes("a")).isEqualTo(2);
    assertThat(InFlightFile.in(folder).crashes("a")).isEqualTo(2);
  }

  @Test
  void forgetsATaskThatEnded() {
    InFlightFile.in(folder).begins("a");
    var second = InFlightFile.in(folder);
    second.begins("a");
    second.ended("a");
    assertThat(InFlightFile.in(folder).crashes("a")).isZero();
  }

  @Test
  void staysSmallHoweverManyTasksRun() throws IOException {
    var memory = InFlightFile.in(folder);
    memory.begins("long");
    for (int number = 0; number < 100_000; number++) {
      memory.begins("task-" + number);
      memory.ended("task-" + number);
    }
    assertThat(Files.size(folder.resolve("in-flight"))).isLessThan(2 << 20);
    assertThat(InFlightFile.in(folder).crashes("long")).isEqualTo(1);
  }

  @Test
  void survivesALineThatWasCutOff() throws IOException {
    Files.writeString(folder.resolve("in-flight"), "+a\n+b\n-");
    var memory = InFlightFile.in(folder);
    assertThat(memory.crashes("a")).isEqualTo(1);
    assertThat(memory.crashes("b")).isEqualTo(1);
  }

  @Test
  void isNothingWithoutItsFolder() {
    var memory = InFlightFile.in(folder.resolve("not-there"));
    memory.begins("a");
    assertThat(memory.crashes("a")).isZero();
  }

  @Test
  void costsNoTaskWhenNothingCanBeWritten() throws IOException {
    Files.createDirectories(folder.resolve("in-flight").resolve("in the way"));
    var world = new World(1, rules -> {}, InFlightFile.in(folder));
    world.publish("a");
    assertThat(world.tasks.running()).containsExactly("a");
  }

  @Test
  void remembersAgainOnceItCanBeWritten() throws IOException {
    var inTheWay = Files.createDirectories(folder.resolve("in-flight").resolve("in the way"));
    var memory = InFlightFile.in(folder);
    memory.begins("a");
    memory.begins("b");
    Files.delete(inTheWay);
    memory.ended("b");
    var next = InFlightFile.in(folder);
    assertThat(next.crashes("a")).isEqualTo(1);
    assertThat(next.crashes("b")).isZero();
  }

  @Test
  void keepsATaskOfTwoCrashesFromRunningAThirdTime() {
    InFlightFile.in(folder).begins("a");
    InFlightFile.in(folder).begins("a");
    var world = new World(2, rules -> {}, InFlightFile.in(folder));
    world.publish("a", "b");
    world.seconds(0.1);
    assertThat(world.tasks.running()).containsExactly("b");
    assertThat(world.deadLetters).hasSize(1);
    assertThat(world.deadLetters.get(0).attributes())
        .containsEntry("taskworkers-error-class", "crash")
        .containsEntry(
            "taskworkers-error-message", "It was running in 2 crashes of its container.");
    assertThat(world.subscription.acknowledged()).containsExactly("a");
  }
}
