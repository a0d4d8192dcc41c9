// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.signals.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.ResourceName;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a project is asked about for the first time, beside many that can't be reached. */
final class NewProjectTest {
  private static final int MADE_UP = 500;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final ScriptedMonitoring monitoring = new ScriptedMonitoring();
  private final Queue<Runnable> waiting = new PriorityQueue<>();
  private final CloudMonitoringBacklog backlog =
      new CloudMonitoringBacklog(monitoring.reader(), Runnable::run, waiting::add);

  @AfterEach
  void close() {
    monitoring.close();
  }

  private void askNext() {
    waiting.remove().run();
  }

  private String lastAsked() {
    var questions = monitoring.questions();
    return questions.get(questions.size() - 1).getName();
  }

  @Test
  void is_before_all_that_failed_however_many_wait() {
    IntStream.range(0, MADE_UP)
        .forEach(number -> backlog.watch(ResourceName.subscription("made-up-" + number, "s")));
    backlog.poll(START);
    for (var number = 0; number < MADE_UP; number++) {
      monitoring.refusesNext(Status.DEADLINE_EXCEEDED);
      askNext();
    }
    var later = START.plus(Duration.ofMinutes(1));
    backlog.poll(later);
    assertThat(waiting).hasSize(MADE_UP);

    backlog.watch(ResourceName.subscription("acme", "s"));
    backlog.poll(later);
    askNext();

    assertThat(lastAsked()).isEqualTo("projects/acme");
  }
}
