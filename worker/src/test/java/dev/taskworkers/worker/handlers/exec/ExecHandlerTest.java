// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.handlers.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.emulator.FastTimer;
import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.execution.NoAnswerException;
import dev.taskworkers.worker.fixtures.Tasks;
import dev.taskworkers.worker.fixtures.TestContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A program that does tasks")
@Timeout(180)
class ExecHandlerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final FastTimer timer = new FastTimer(new FastClock(Instant.now(), 5));
  private final TestContext context = new TestContext();

  @TempDir Path folder;

  /** What starts the programs. */
  Launcher launcher() throws Exception {
    return new SessionLauncher(Programs.find("setsid"));
  }

  final ExecHandler handler(String... command) throws Exception {
    return ExecHandler.of(List.of(command), launcher(), timer, threads);
  }

  /** Starts programs as another does, and has its own way to end them. */
  private record LauncherOfGroups(Launcher real, Function<ProcessHandle, ProcessGroup> groups)
      implements Launcher {
    @Override
    public List<String> command(List<String> program) {
      return real.command(program);
    }

    @Override
    public ProcessGroup group(ProcessHandle started) {
      return groups.apply(started);
    }

    @Override
    public boolean decodesHex() {
      return real.decodesHex();
    }

    @Override
    public Optional<String> notStarted(int exit, String errors) {
      return real.notStarted(exit, errors);
    }
  }

  @Test
  void is_killed_off_the_clocks_thread_which_a_look_through_all_processes_would_hold_up()
      throws Exception {
    var killers = new ConcurrentLinkedQueue<String>();
    var real = launcher();
    var watched =
        new LauncherOfGroups(
            real,
            started -> {
              var group = real.group(started);
              return new ProcessGroup() {
                @Override
                public void terminate() {
                  group.terminate();
                }

                @Override
                public void kill() {
                  killers.add(Thread.currentThread().getName());
                  group.kill();
                }
              };
            });
    var handler =
        ExecHandler.of(
            List.of("sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"),
            watched,
            timer,
            threads);
    var run = threads.submit(() -> handler.handle(Tasks.of(""), context));
    await().atMost(PATIENCE).until(context::watched);
    context.cancel();
    run.get();
    assertThat(killers).isNotEmpty().doesNotContain("timer");
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    timer.close();
  }

  @Test
  void finds_the_payload_on_its_input_and_the_rest_in_its_environment() throws Exception {
    var task =
        Tasks.of(
            "the payload",
            Map.of(
                "image-size",
                "big",
                "googclient_traceparent",
                "00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01"));
    run("{ cat; echo; env; } > " + folder + "/seen", task);
    assertThat(Files.readString(folder.resolve("seen")))
        .startsWith("the payload\n")
        .contains(
            "TASK_ID=id-1\n",
            "TASK_ATTEMPT=2\n",
            "TASK_PUBLISH_TIME=2026-01-01T00:00:00Z\n",
            "TASK_DEADLINE=2026-01-01T00:10:00Z\n",
            "TASK_ORDERING_KEY=\n",
            "TASK_ATTRIBUTE_IMAGE_SIZE=big\n",
            "TRACEPARENT=00-aaaa");
  }

  @Test
  void fails_with_the_last_that_it_said() throws Exception {
    var outcome = (Outcome.Retry) run("echo no such picture >&2; exit 3");
    assertThat(outcome.failure().message()).isEqualTo("The program ended with 3.");
    assertThat(outcome.failure().output()).isEqualTo("no such picture\n");
  }

  @Test
  void is_said_to_have_died_by_a_signal_when_it_did() throws Exception {
    var outcome = (Outcome.Retry) run("kill -9 $$");
    assertThat(outcome.failure().message()).isEqualTo("The program was ended by signal 9.");
  }

  @Test
  void leaves_no_timer_behind_when_it_ends() throws Exception {
    var pending = new AtomicInteger();
    var counting =
        new Timer() {
          @Override
          public Instant now() {
            return timer.now();
          }

          @Override
          public Moment moment() {
            return timer.moment();
          }

          @Override
          public Cancellable after(Duration delay, Runnable action) {
            pending.incrementAndGet();
            return pending::decrementAndGet;
          }
        };
    try (var handler = ExecHandler.of(List.of("true"), launcher(), counting, threads)) {
      assertThat(handler.handle(Tasks.of("x"), context)).isEqualTo(Outcome.ack());
    }
    assertThat(pending).hasValue(0);
  }

  @Test
  void need_not_read_its_input() throws Exception {
    assertThat(run("exit 0", Tasks.of("x".repeat(5_000_000)))).isEqualTo(Outcome.ack());
  }

  @Test
  void may_write_without_end() throws Exception {
    var outcome = (Outcome.Retry) run("head -c 30000000 /dev/zero >&2; echo end >&2; exit 1");
    assertThat(outcome.failure().output()).hasSize(4096).endsWith("end\n");
  }

  @Test
  void is_stopped_with_its_children_when_it_is_cancelled() throws Exception {
    var running = start("sleep 600 & echo $! > " + folder + "/child; wait $!");
    var child = childPid();
    context.cancel();
    assertThat(running.get()).isInstanceOf(Outcome.Retry.class);
    await().atMost(PATIENCE).until(() -> !alive(child));
  }

  @Test
  void is_killed_with_its_children_when_it_ignores_that() throws Exception {
    var running =
        start(
            "trap '' TERM; (trap '' TERM; sleep 600) & echo $! > "
                + folder
                + "/child; wait; sleep 600");
    var child = childPid();
    context.cancel();
    var outcome = (Outcome.Retry) running.get();
    assertThat(outcome.failure().message()).isEqualTo("The program was ended by signal 9.");
    await().atMost(PATIENCE).until(() -> !alive(child));
  }

  /** Its child may hear of the end, and leave, before the shell itself is told. */
  private String waitingFor(String end) {
    return "trap '"
        + end
        + "' TERM; sleep 600 & echo $! > "
        + folder
        + "/child; while :; do wait; done";
  }

  @Test
  void has_not_done_its_task_when_it_ends_with_0_because_it_was_told_to_stop() throws Exception {
    var running = start(waitingFor("exit 0"));
    childPid();
    context.cancel();
    var outcome = (Outcome.Retry) running.get();
    assertThat(outcome.failure().message()).startsWith("The program ended with 0 after SIGTERM");
  }

  @Test
  void may_say_after_it_was_told_to_stop_that_its_task_is_not_worth_doing() throws Exception {
    var running = start(waitingFor("exit 99"));
    childPid();
    context.cancel();
    assertThat(running.get()).isInstanceOf(Outcome.Drop.class);
  }

  @Test
  void has_done_its_task_when_it_had_ended_before_it_was_told_to_stop() throws Exception {
    var running =
        new RunningPrograms(
            launcher(),
            builder ->
                new WrappedProcess(builder.start()) {
                  @Override
                  public int waitFor() throws InterruptedException {
                    var exit = super.waitFor();
                    context.cancel();
                    return exit;
                  }
                });
    var handler = new ExecHandler(List.of("true"), launcher(), running, timer, threads);
    assertThat(handler.handle(Tasks.of("x"), context)).isEqualTo(Outcome.ack());
  }

  @Test
  void has_not_done_its_task_when_it_ends_well_because_the_worker_has_all_programs_killed()
      throws Exception {
    var politely =
        new LauncherOfGroups(
            launcher(),
            started ->
                new ProcessGroup() {
                  @Override
                  public void terminate() {
                    started.destroy();
                  }

                  @Override
                  public void kill() {
                    started.destroy();
                  }
                });
    var handler =
        ExecHandler.of(
            List.of(
                "sh",
                "-c",
                "trap 'exit 0' TERM; : > " + folder + "/begun; while :; do sleep 0.1; done"),
            politely,
            timer,
            threads);
    var run = threads.submit(() -> handler.handle(Tasks.of(""), context));
    await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("begun")));

    handler.kill();

    assertThat(run.get()).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void leaves_nothing_behind_when_it_ends() throws Exception {
    var outcome = run("sleep 600 & echo $! > " + folder + "/child; exit 0");
    assertThat(outcome).isEqualTo(Outcome.ack());
    var child = childPid();
    await().atMost(PATIENCE).until(() -> !alive(child));
  }

  @Test
  void does_not_get_an_attribute_that_no_environment_can_hold() throws Exception {
    var task = Tasks.of("", Map.of("bad", "a\0b", "good", "yes"));
    assertThat(run("test \"$TASK_ATTRIBUTE_GOOD\" = yes -a -z \"$TASK_ATTRIBUTE_BAD\"", task))
        .isEqualTo(Outcome.ack());
  }

  @Test
  void never_starts_with_more_than_an_environment_can_hold() throws Exception {
    var huge =
        IntStream.range(0, 100)
            .boxed()
            .collect(Collectors.toMap(i -> "k" + i, i -> "v".repeat(100_000)));
    assertThat(run("exit 0", Tasks.of("", huge))).isInstanceOf(Outcome.DeadLetter.class);
  }

  @Test
  void that_is_left_without_a_thread_is_killed_and_the_task_given_back() throws Exception {
    var started = new CompletableFuture<Process>();
    var running =
        new RunningPrograms(
            launcher(),
            builder -> {
              started.complete(builder.start());
              throw new OutOfMemoryError("unable to create native thread");
            });
    var script = List.of("sh", "-c", "trap '' TERM; sleep 60");
    var handler = new ExecHandler(script, launcher(), running, timer, threads);
    assertThatThrownBy(() -> handler.handle(Tasks.of("x"), context))
        .isInstanceOf(NoAnswerException.class)
        .hasMessageContaining("unable to create native thread");
    started.get().onExit().get();
  }

  @Test
  void has_done_its_task_though_what_it_wrote_is_lost() throws Exception {
    var running =
        new RunningPrograms(
            launcher(),
            builder ->
                new WrappedProcess(builder.start()) {
                  @Override
                  public InputStream getInputStream() {
                    throw new OutOfMemoryError("Java heap space");
                  }
                });
    var script = List.of("sh", "-c", "cat > " + folder + "/seen");
    var handler = new ExecHandler(script, launcher(), running, timer, threads);
    assertThat(handler.handle(Tasks.of("x"), context)).isEqualTo(Outcome.ack());
    assertThat(folder.resolve("seen")).hasContent("x");
  }

  /** A process of which a test changes something. */
  private static class WrappedProcess extends Process {
    private final Process process;

    WrappedProcess(Process process) {
      this.process = process;
    }

    @Override
    public OutputStream getOutputStream() {
      return process.getOutputStream();
    }

    @Override
    public InputStream getInputStream() {
      return process.getInputStream();
    }

    @Override
    public InputStream getErrorStream() {
      return process.getErrorStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
      return process.waitFor();
    }

    @Override
    public int exitValue() {
      return process.exitValue();
    }

    @Override
    public void destroy() {
      process.destroy();
    }

    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public ProcessHandle toHandle() {
      return process.toHandle();
    }
  }

  @Test
  void must_exist_when_the_worker_starts() {
    assertThatThrownBy(() -> handler("/no/program"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no such program");
  }

  @Test
  void that_is_gone_has_not_seen_the_task() throws Exception {
    var program = Files.writeString(folder.resolve("program"), "#!/bin/sh\nexit 0\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    try (var handler = handler(program.toString())) {
      assertThat(handler.handle(Tasks.of("x"), context)).isEqualTo(Outcome.ack());
      assertThat(handler.notReady()).isEmpty();
      Files.delete(program);
      assertThatThrownBy(() -> handler.handle(Tasks.of("x"), context))
          .isInstanceOf(NoAnswerException.class)
          .hasMessageContaining("There is no program '" + program + "' any more.");
      assertThat(handler.notReady()).contains("There is no program '" + program + "' any more.");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {126, 127})
  void may_end_with_what_shells_say_of_programs_that_are_missing(int code) throws Exception {
    assertThat(run("exit " + code)).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void that_could_not_be_started_has_not_seen_the_task() {
    // A name that is too long fails as a fork does, with an IOException that is not about the task.
    var launcher = new SessionLauncher(Optional.of(Path.of("/" + "x".repeat(5000))));
    var handler = ExecHandler.of(List.of("sh"), launcher, timer, threads);
    assertThatThrownBy(() -> handler.handle(Tasks.of("x"), context))
        .isInstanceOf(NoAnswerException.class)
        .hasMessageContaining("A program could not be started");
  }

  final Outcome run(String script) throws Exception {
    return run(script, Tasks.of("payload"));
  }

  final Outcome run(String script, Task task) throws Exception {
    try (var handler = handler("sh", "-c", script)) {
      return handler.handle(task, context);
    }
  }

  private CompletableFuture<Outcome> start(String script) throws Exception {
    return start(handler("sh", "-c", script));
  }

  final CompletableFuture<Outcome> start(ExecHandler handler) {
    var result = new CompletableFuture<Outcome>();
    threads.execute(
        () -> {
          try (handler) {
            result.complete(handler.handle(Tasks.of("payload"), context));
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  final long childPid() {
    var file = folder.resolve("child");
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> Files.exists(file) && Files.size(file) > 1 && context.watched());
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException e) {
      throw new IllegalStateException("The program wrote no process id.", e);
    }
  }

  static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
