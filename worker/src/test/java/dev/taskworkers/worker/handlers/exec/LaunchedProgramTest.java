// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A program that does tasks, started by the launcher of the images")
class LaunchedProgramTest extends ExecHandlerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Override
  Launcher launcher() throws Exception {
    return new InitLauncher(Init.compiled());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sleep 60 &",
        "setsid sleep 60 &",
        "(setsid sh -c 'trap \"\" HUP TERM; setsid sleep 60 & sleep 60' &);",
        "sh -c 'sh -c \"sleep 60 & sleep 60\" & sleep 60' &"
      })
  void leaves_nothing_behind_whatever_it_started(String start) throws Exception {
    // The marker is in the environment of each of them.
    var marker = "LEFT_BY=" + folder;
    var outcome = run("export " + marker + "; " + start + " sleep 0.05; exit 0");
    assertThat(outcome).isEqualTo(Outcome.ack());
    assertThat(Environments.holding(marker)).isEmpty();
  }

  @Test
  void is_killed_with_its_daemons_when_the_worker_goes() throws Exception {
    var marker = "LEFT_BY=" + folder;
    var handler =
        handler("sh", "-c", "export " + marker + "; trap '' TERM; setsid sleep 60 & sleep 60");
    var running = start(handler);
    await().atMost(PATIENCE).until(() -> Environments.holding(marker).size() == 2);
    handler.close();
    var outcome = (Outcome.Retry) running.get();
    assertThat(outcome.failure().message()).isEqualTo("The program was ended by signal 9.");
    assertThat(Environments.holding(marker)).isEmpty();
  }

  @Test
  void is_killed_when_the_worker_gives_its_tasks_back_at_once() throws Exception {
    var marker = "LEFT_BY=" + folder;
    var handler = handler("sh", "-c", "export " + marker + "; trap '' TERM; sleep 60 & sleep 60");
    var running = start(handler);
    await().atMost(PATIENCE).until(() -> Environments.holding(marker).size() == 2);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> handler.kill() && running.isDone());
    var outcome = (Outcome.Retry) running.get();
    assertThat(outcome.failure().message()).isEqualTo("The program was ended by signal 9.");
    assertThat(Environments.holding(marker)).isEmpty();
  }

  @Test
  void is_not_told_of_what_is_sent_to_the_worker() throws Exception {
    var init = Init.compiled();
    var task = "echo > " + folder + "/begun; sleep 1; echo > " + folder + "/done";
    var worker = "trap : TERM; " + init + " -t 5 sh -c '" + task + "' & wait; wait; wait";
    var container = new ProcessBuilder(init.toString(), "sh", "-c", worker).start();
    await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("begun")));
    container.destroy();
    container.waitFor();
    assertThat(folder.resolve("done")).exists();
  }

  @Test
  void is_not_told_of_it_either_while_it_is_being_started() throws Exception {
    // What the worker starts is of the worker's group until its own launcher runs.
    var starting = "echo > " + folder + "/begun; sleep 1; echo > " + folder + "/done";
    var worker = "trap : TERM; sh -c '" + starting + "' & wait; wait; wait";
    var container = new ProcessBuilder(Init.compiled().toString(), "sh", "-c", worker).start();
    await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("begun")));
    container.destroy();
    container.waitFor();
    assertThat(folder.resolve("done")).exists();
  }

  @Test
  void has_no_signal_blocked_that_the_workers_threads_have() throws Exception {
    try (var handler = handler("grep", "-q", "^SigBlk:[[:space:]]*0*$", "/proc/self/status")) {
      assertThat(handler.handle(Tasks.of("x"), new TestContext())).isEqualTo(Outcome.ack());
    }
  }

  @Test
  void that_cannot_be_executed_has_not_seen_the_task() throws Exception {
    var program = Files.writeString(folder.resolve("program"), "#!/no/interpreter\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    try (var handler = handler(program.toString())) {
      assertThatThrownBy(() -> handler.handle(Tasks.of("x"), new TestContext()))
          .isInstanceOf(NoAnswerException.class)
          .hasMessageStartingWith("A program could not be started: error=2,");
    }
  }

  @Test
  void has_seen_its_task_though_it_ends_in_the_words_of_a_launcher() throws Exception {
    var words = "init: error=5, so it says\ninit: and more\n";
    var outcome = run("printf '" + words + "' >&2; exit 125");
    assertThat(outcome).isEqualTo(ExitCodes.outcome(125, words));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 125, 126, 127, 255})
  void may_end_with_any_status(int status) throws Exception {
    var outcome = run("exit " + status);
    assertThat(outcome).isEqualTo(ExitCodes.outcome(status, ""));
  }
}
