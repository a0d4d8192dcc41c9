// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.dispatcher.Task;
import dev.taskworkers.runtime.UsageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Dispatching")
class DispatchingTest {
  @Test
  void accounts_for_every_line() throws InterruptedException {
    var report = dispatch(Stream.of("a", "", "bad", "b")).report("projects/p/topics/t");
    assertThat(report.dispatched()).isEqualTo(2);
    assertThat(report.notSent()).isEqualTo(2);
    assertThat(report.examples())
        .containsExactly(
            new Report.NotSent(2, "The task is empty; Pub/Sub wants data or an attribute."),
            new Report.NotSent(3, "It is refused."));
    assertThat(report.complete()).isFalse();
  }

  @Test
  void names_the_first_ten_failures_and_counts_the_rest() throws InterruptedException {
    var report = dispatch(Stream.generate(() -> "bad").limit(25)).report("projects/p/topics/t");
    var err = new StringWriter();
    report.printTable(new PrintWriter(new StringWriter()), new PrintWriter(err, true));
    assertThat(err.toString())
        .startsWith("lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10: It is refused.\nand 15 more\n")
        .contains("25 tasks were not sent");
  }

  @Test
  void ends_at_once_when_told_and_says_so() throws InterruptedException {
    var dispatching = dispatching();
    dispatching.stop();
    dispatching.sendAll(List.of("a").iterator());
    var report = dispatching.report("projects/p/topics/t");
    assertThat(report.dispatched()).isZero();
    assertThat(report.complete()).isFalse();
  }

  @Test
  void says_in_one_line_what_it_did() throws InterruptedException {
    var out = new StringWriter();
    dispatch(Stream.of("a", "b"))
        .report("projects/p/topics/t")
        .printTable(new PrintWriter(out, true), new PrintWriter(new StringWriter()));
    assertThat(out.toString())
        .matches("dispatched 2 tasks to projects/p/topics/t in [0-9.]+ s \\([0-9]+/s\\)\\R");
  }

  @Test
  void reports_what_it_sent_before_a_line_that_can_not_be_read() throws InterruptedException {
    var lines =
        Stream.of("a", "bad", "b", "c")
            .peek(
                line -> {
                  if (line.equals("c")) {
                    throw new UsageException("tasks.txt, line 4 is not UTF-8 text.");
                  }
                });

    var report = dispatch(lines).report("projects/p/topics/t");

    assertThat(report.dispatched()).isEqualTo(2);
    assertThat(report.complete()).isFalse();
    assertThat(report.figures())
        .containsEntry("inputError", "tasks.txt, line 4 is not UTF-8 text.")
        .containsEntry("notSent", 1L);
    var err = new StringWriter();
    report.printTable(new PrintWriter(new StringWriter()), new PrintWriter(err, true));
    assertThat(err.toString())
        .contains("line 2: It is refused.")
        .endsWith(
            "taskworkers: tasks.txt, line 4 is not UTF-8 text. The rest of the input was not"
                + " read.\n");
  }

  @Test
  void reports_only_when_the_last_task_is_stored() throws Exception {
    var last = new CompletableFuture<String>();
    var dispatching =
        new Dispatching(
            task -> last,
            new TaskLines(Map.of(), ""),
            new Pace(Double.POSITIVE_INFINITY),
            () -> {});
    dispatching.sendAll(List.of("a").iterator());
    var report = new FutureTask<>(() -> dispatching.report("projects/p/topics/t"));
    new Thread(report).start();
    last.complete("id");
    assertThat(report.get().dispatched()).isEqualTo(1);
  }

  private static Dispatching dispatch(Stream<String> lines) throws InterruptedException {
    var dispatching = dispatching();
    dispatching.sendAll(lines.iterator());
    return dispatching;
  }

  private static Dispatching dispatching() {
    return new Dispatching(
        DispatchingTest::send,
        new TaskLines(Map.of(), ""),
        new Pace(Double.POSITIVE_INFINITY),
        () -> {});
  }

  private static CompletableFuture<String> send(Task task) {
    return task.data().toStringUtf8().equals("bad")
        ? CompletableFuture.failedFuture(new IllegalStateException("It is refused."))
        : CompletableFuture.completedFuture("id");
  }
}
