// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.emulator.FastTimer;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A worker in a container")
@Timeout(180)
class PidNamespaceTest {
  private static final List<String> NAMESPACE =
      List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");

  @BeforeAll
  static void canMakeNamespaces() throws IOException, InterruptedException {
    assumeTrue(Programs.find("unshare").isPresent(), "unshare is not installed.");
    var words = new ArrayList<>(NAMESPACE);
    words.add("true");
    var made = new ProcessBuilder(words).redirectErrorStream(true).start().waitFor() == 0;
    assumeTrue(made, "Only root may make a PID namespace.");
  }

  @Tag("slow")
  @ParameterizedTest(name = "first process: {0}, program: {1}")
  @CsvSource({
    "init, exit 0",
    "init, sleep 300 & exit 0",
    "init, (sleep 0.01 &); exit 0",
    "init, (setsid sleep 300 &); exit 3",
    "init, setsid sh -c 'setsid sleep 300 & exec sleep 300' & sleep 0.01; kill -9 $$",
    "the JVM, sleep 300 & exit 0",
    "the JVM, (sleep 0.01 &); exit 0",
    "the JVM, (setsid sleep 300 &); exit 0"
  })
  void keeps_no_process_of_twenty_tasks_neither_alive_nor_as_a_zombie(String first, String script)
      throws Exception {
    var before = new ArrayList<>(NAMESPACE);
    if (first.equals("init")) {
      before.add(Init.compiled().toString());
    }
    assertThat(Jvm.output(before, Map.of(), TwentyTasks.class, script))
        .containsExactlyElementsOf(
            first.equals("init") ? List.of("init", "java") : List.of("java"));
  }

  /** Runs a program for each of twenty tasks, and tells what processes there are then. */
  static final class TwentyTasks {
    private TwentyTasks() {}

    public static void main(String[] script) throws Exception {
      var threads = Executors.newCachedThreadPool();
      try (var timer = new FastTimer(new FastClock(Instant.now(), 1));
          var handler = ExecHandler.of(List.of("sh", "-c", script[0]), timer, threads)) {
        for (int i = 0; i < 20; i++) {
          handler.handle(Tasks.of("x"), new TestContext());
        }
        try (var files = Files.list(Path.of("/proc"))) {
          files
              .filter(file -> file.getFileName().toString().matches("[0-9]+"))
              .map(TwentyTasks::name)
              .sorted()
              .forEach(name -> System.out.println("= " + name));
        }
      }
      System.exit(0);
    }

    private static String name(Path process) {
      try {
        return Files.readString(process.resolve("comm")).strip();
      } catch (IOException e) {
        return "ended meanwhile";
      }
    }
  }
}
