// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.emulator.FastTimer;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("slow")
@DisplayName("A worker that may have no more threads and processes")
@Timeout(180)
class ThreadLimitTest {
  /** Belongs to nobody, so that nothing else counts towards its limit. */
  private static final String USER = "54321";

  @Test
  void gives_the_task_back_or_does_it_and_leaves_no_program_whatever_is_missing() throws Exception {
    for (var program : List.of("unshare", "setpriv", "prlimit")) {
      assumeTrue(Programs.find(program).isPresent(), program + " is not installed.");
    }
    assumeTrue("root".equals(System.getProperty("user.name")), "Only root may be another user.");
    var limited =
        List.of(
            "unshare",
            "--pid",
            "--fork",
            "--mount-proc",
            "--kill-child",
            "prlimit",
            "--nproc=60",
            "setpriv",
            "--reuid",
            USER,
            "--clear-groups",
            // So that it finds its classes, wherever they are.
            "--inh-caps=+dac_read_search",
            "--ambient-caps=+dac_read_search");
    var said = Jvm.output(limited, Map.of(), Exhausted.class);
    assertThat(said).hasSize(Exhausted.MOST + 1).first().asString().startsWith("0: given back");
    assertThat(said).last().asString().endsWith(": done");
    assertThat(said).allMatch(line -> line.matches("\\d+: (given back|done)"));
  }

  /** Runs a program when nothing is left of the limit, when one thread is left, and so on. */
  static final class Exhausted {
    static final int MOST = 9;

    private Exhausted() {}

    public static void main(String[] none) throws Exception {
      try (var timer = new FastTimer(new FastClock(Instant.now(), 1))) {
        for (int free = 0; free <= MOST; free++) {
          var threads = Executors.newCachedThreadPool();
          var command = List.of("sh", "-c", "trap '' TERM; exec cat");
          try (var handler = ExecHandler.of(command, timer, threads)) {
            System.out.println("= " + free + ": " + attempt(handler, free));
          }
          threads.shutdownNow();
        }
      }
      System.exit(0);
    }

    private static String attempt(ExecHandler handler, int free) throws Exception {
      var held = new ArrayDeque<Held>();
      try {
        while (held.add(Held.start())) {}
      } catch (OutOfMemoryError limit) {
        for (int i = 0; i < free; i++) {
          held.pop().finish();
        }
      }
      String what;
      try {
        what =
            handler.handle(Tasks.of("x"), new TestContext()) instanceof Outcome.Ack ? "done" : "?";
      } catch (NoAnswerException e) {
        what = "given back";
      }
      for (var each : held) {
        each.finish();
      }
      // A program that nobody attends to would wait for the end of its input for ever.
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> running() == 0);
      return what;
    }

    /** The processes of this namespace, without this one and zombies. */
    private static long running() throws IOException {
      try (var files = Files.list(Path.of("/proc"))) {
        return files
            .filter(file -> file.getFileName().toString().matches("[0-9]+"))
            .filter(file -> !file.endsWith(Long.toString(ProcessHandle.current().pid())))
            .filter(file -> !state(file).equals("Z"))
            .count();
      }
    }

    private static String state(Path process) {
      try {
        var stat = Files.readString(process.resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
      } catch (IOException e) {
        return "Z";
      }
    }
  }

  /** A thread that is there and does nothing. */
  private record Held(Thread thread, CountDownLatch over) {
    static Held start() {
      var end = new CountDownLatch(1);
      var thread = new Thread(() -> await(end));
      thread.start();
      return new Held(thread, end);
    }

    private static void await(CountDownLatch end) {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void finish() throws InterruptedException {
      over.countDown();
      thread.join();
    }
  }
}
