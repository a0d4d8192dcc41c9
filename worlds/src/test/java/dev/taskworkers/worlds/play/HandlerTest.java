// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds.play;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.Topic;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.EmbeddedCloud;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worlds.spec.Load;
import dev.taskworkers.worlds.spec.TaskKind;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of runs on which a handler hangs up. */
final class HandlerTest {
  private static final int TASK_SECONDS = 5;

  private final VirtualTime time = new VirtualTime();
  private final ProcessTime process = new ProcessTime(time);
  private final EmbeddedCloud cloud = new EmbeddedCloud(CloudOptions.undisturbed(), time, process);
  private final TaskBook tasks = new TaskBook(time, cloud.broker());
  private final Handler handler = new Handler(tasks, process, () -> 1, () -> false);
  private double now;

  @BeforeEach
  void publish() {
    cloud
        .broker()
        .run((all, at) -> all.createTopic(Topic.newBuilder().setName(TaskBook.TOPIC).build()));
    tasks.publish(new Load("load", new Load.Burst(0, 1, 9), TaskKind.of(TASK_SECONDS)), 1);
    pass(1);
  }

  private void pass(double seconds) {
    now += seconds;
    time.advanceTo(now);
  }

  private void begin(int id) {
    var message = new Task("" + id, Payload.of(""), Map.of(), "", Instant.EPOCH);
    var unused = handler.run(message, new Uncancelled());
  }

  /** It runs, and its handler is away when it ends. */
  private void hangsUpOn(int... ids) {
    for (var id : ids) {
      begin(id);
    }
    handler.breakDown();
    pass(TASK_SECONDS + 1);
    handler.mend();
  }

  private void answers(int id) {
    begin(id);
    pass(TASK_SECONDS + 1);
  }

  private int brokenOff(int id) {
    return tasks.find("" + id).brokenOff();
  }

  @Test
  void a_task_may_have_brought_a_handler_down_that_has_answered_since_it_was_away() {
    hangsUpOn(1);
    assertThat(brokenOff(1)).as("it has never answered").isZero();

    answers(2);
    hangsUpOn(3, 4);
    assertThat(brokenOff(3)).isEqualTo(1);
    assertThat(brokenOff(4)).as("it ran beside that one").isEqualTo(1);

    hangsUpOn(5);
    assertThat(brokenOff(5)).as("it has not answered since").isZero();
    assertThat(tasks.brokenOff()).isEqualTo(4);
  }

  @Test
  void a_handler_that_goes_away_twice_before_a_worker_has_it_run_a_task_was_away_once() {
    answers(1);
    begin(2);
    pass(2);
    begin(3);
    handler.breakDown();
    pass(TASK_SECONDS - 1);
    handler.mend();
    handler.breakDown();
    pass(TASK_SECONDS);

    assertThat(brokenOff(2)).isEqualTo(1);
    assertThat(brokenOff(3)).isEqualTo(1);
  }

  private static final class Uncancelled implements TaskContext {
    @Override
    public int attempt() {
      return 1;
    }

    @Override
    public Instant deadline() {
      return Instant.MAX;
    }

    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public void onCancel(Runnable action) {}
  }
}
