// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.emulator.FastTimer;
import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.pubsub.delivery.Release;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.protocol.Order;
import dev.taskworkers.protocol.OrderProof;
import dev.taskworkers.protocol.PodFiles;
import dev.taskworkers.protocol.PodIdentity;
import dev.taskworkers.protocol.SigningKey;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.runtime.Cancellable;
import dev.taskworkers.runtime.FreePort;
import dev.taskworkers.runtime.Moment;
import dev.taskworkers.runtime.Timer;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.runtime.WallTimer;
import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.api.TaskContext;
import dev.taskworkers.worker.api.TaskHandler;
import dev.taskworkers.worker.failure.InFlightTable;
import dev.taskworkers.worker.fixtures.SteppedClock;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A worker inside another program")
@Timeout(180)
class TaskWorkerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  @TempDir Path folder;

  /** Waits to be told to stop. */
  public static final class Patient implements TaskHandler {
    @Override
    public Outcome handle(Task task, TaskContext context) throws InterruptedException {
      new CountDownLatch(1).await();
      return Outcome.ack();
    }
  }

  @Test
  void lives_by_the_clock_that_it_is_given() throws Exception {
    var shorterThanTheTask = Subscription.newBuilder().setAckDeadlineSeconds(30);
    var clock = new SteppedClock();
    var lost = new AtomicInteger();
    try (var pulling = new Pulling(shorterThanTheTask, clock);
        var worker = TaskWorker.start(config(pulling, Map.of()), clock)) {
      pulling.cloud.observe(
          new CloudObserver() {
            @Override
            public void released(
                String subscription, String id, String client, Instant at, Release how) {
              lost.incrementAndGet();
            }
          });
      assertThat(worker.healthPort()).isPositive();
      pulling.publish(1, "x");
      await().forever().until(() -> worker.report().running().size() == 1);
      for (var second = 0; second < 39; second++) {
        clock.advance(Duration.ofSeconds(1));
        pulling.awaitAnswer();
      }
      assertThat(worker.report().running()).hasSize(1);
      clock.advance(Duration.ofSeconds(1));
      assertThat(pulling.deadLetter().getAttributesMap())
          .containsEntry("taskworkers-error-class", "timeout")
          .containsEntry("taskworkers-pod", "pod-1");
      await().forever().until(pulling::isDone);
      assertThat(lost).hasValue(0);
      worker.drain("the test is over");
      var left = CompletableFuture.runAsync(() -> awaitEnd(worker));
      await()
          .forever()
          .until(
              () -> {
                clock.advance(Duration.ofSeconds(10));
                return left.isDone();
              });
      left.join();
    }
  }

  private static void awaitEnd(TaskWorker worker) {
    try {
      worker.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Says which tasks came together. */
  public static final class Together implements BatchTaskHandler {
    @Override
    public List<Outcome> handle(List<Item> batch) {
      return batch.stream()
          .map(item -> batch.size() == 2 ? Outcome.ack() : Outcome.deadLetter("Alone."))
          .toList();
    }
  }

  @Test
  void does_batches() throws Exception {
    var batches =
        Map.of(
            EnvVars.CONCURRENCY, "2",
            EnvVars.BATCH_SIZE, "2",
            EnvVars.BATCH_WITHIN, "1h",
            EnvVars.TASK_TIMEOUT, "2h",
            EnvVars.JAVA_CLASS, Together.class.getName());
    try (var pulling = new Pulling();
        var timer = new WallTimer();
        var worker = TaskWorker.start(config(pulling, batches), timer)) {
      pulling.publish(2, "x");
      await().atMost(PATIENCE).until(pulling::isDone);
      assertThat(pulling.hasDeadLetters()).isFalse();
      worker.drain("the test is over");
      worker.await();
    }
  }

  @Test
  void leaves_in_order_when_its_process_takes_too_much_memory() throws Exception {
    try (var pulling = new Pulling();
        var timer = new FastTimer(new FastClock(Instant.now(), 50));
        var worker =
            TaskWorker.start(config(pulling, Map.of(EnvVars.MAX_MEMORY_MIB, "1")), timer)) {
      worker.await();
    }
  }

  /** Tells when it has begun, and goes on. */
  public static final class Begun implements TaskHandler {
    static final CompletableFuture<String> TASK = new CompletableFuture<>();

    @Override
    public Outcome handle(Task task, TaskContext context) throws InterruptedException {
      TASK.complete(task.id());
      new CountDownLatch(1).await();
      return Outcome.ack();
    }
  }

  /** Calls nobody back after the time between two looks at memory before a task has begun. */
  private record PatientTimer(Timer clock) implements Timer {
    @Override
    public Instant now() {
      return clock.now();
    }

    @Override
    public Moment moment() {
      return clock.moment();
    }

    @Override
    public Cancellable after(Duration delay, Runnable action) {
      if (delay.equals(Duration.ofSeconds(10))) {
        Begun.TASK.thenRun(action);
        return () -> {};
      }
      return clock.after(delay, action);
    }
  }

  @Test
  void remembers_a_task_that_takes_too_much_memory_in_case_it_takes_the_process_with_it()
      throws Exception {
    var environment =
        Map.of(
            EnvVars.MAX_MEMORY_MIB, "1",
            EnvVars.STATE_DIR, folder.toString(),
            EnvVars.JAVA_CLASS, Begun.class.getName());
    try (var pulling = new Pulling();
        var timer = new WallTimer();
        var worker = TaskWorker.start(config(pulling, environment), new PatientTimer(timer))) {
      pulling.publish(1, "x");
      await().atMost(PATIENCE).until(() -> worker.report().draining());
      assertThat(InFlightTable.in(folder, 1).crashes(Begun.TASK.join())).isEqualTo(1);
      worker.leaveNow("the test is over");
      worker.await();
    }
  }

  /** Says which task it has begun, and waits to be told to stop. */
  public static final class Held implements TaskHandler {
    static final CompletableFuture<String> TASK = new CompletableFuture<>();

    @Override
    public Outcome handle(Task task, TaskContext context) throws InterruptedException {
      TASK.complete(task.id());
      new CountDownLatch(1).await();
      return Outcome.ack();
    }
  }

  /** Fails everybody who asks for the time once it has stopped. */
  private record StoppingTimer(Timer clock, AtomicBoolean stopped) implements Timer {
    @Override
    public Instant now() {
      return clock.now();
    }

    @Override
    public Moment moment() {
      if (stopped.get()) {
        throw new IllegalStateException("There is no time.");
      }
      return clock.moment();
    }

    @Override
    public Cancellable after(Duration delay, Runnable action) {
      return clock.after(delay, action);
    }
  }

  @Test
  void that_broke_counts_a_crash_of_its_task_although_it_is_told_to_end_then() throws Exception {
    var environment =
        Map.of(EnvVars.STATE_DIR, folder.toString(), EnvVars.JAVA_CLASS, Held.class.getName());
    var stopped = new AtomicBoolean();
    try (var pulling = new Pulling();
        var timer = new WallTimer();
        var worker =
            TaskWorker.start(config(pulling, environment), new StoppingTimer(timer, stopped))) {
      pulling.publish(1, "x");
      var task = Held.TASK.get();
      stopped.set(true);
      assertThatThrownBy(worker::await).isInstanceOf(TaskWorker.BrokenException.class);
      worker.drain("the application ends");
      worker.leaveNow("the application ends");
      assertThat(InFlightTable.in(folder, 1).crashes(task)).isEqualTo(1);
    }
  }

  @Test
  void pulls_no_more_when_the_operator_orders_it_and_for_nothing_else() throws Exception {
    var pod = new PodIdentity("n", "pod-1", "u");
    var key = SigningKey.generate();
    try (var pulling = new Pulling();
        var timer = new WallTimer();
        var worker =
            TaskWorker.start(
                config(pulling, Map.of(EnvVars.POD_INFO_DIR, folder.toString())), timer)) {
      assertThat(ask(worker.healthPort(), "POST", WorkerEndpoints.CORDON).statusCode())
          .as("without keys")
          .isEqualTo(403);
      write(pod, key);
      assertThat(ask(worker.healthPort(), "GET", WorkerEndpoints.CORDON).statusCode())
          .isEqualTo(405);
      for (var order : List.of("/cordon", "/uncordon", "/share")) {
        assertThat(ask(worker.healthPort(), "POST", order).statusCode()).as(order).isEqualTo(403);
      }
      assertThat(ask(worker.healthPort(), "GET", WorkerEndpoints.METRICS).body())
          .contains("taskworkers_worker_orders_refused_total{reason=\"no_proof\"} 4.0");
      assertThat(worker.report().cordoned()).isFalse();

      var order = new Order(pod, WorkerEndpoints.CORDON, "", timer.now(), 1);
      assertThat(post(worker.healthPort(), order, key.prove(order)).statusCode()).isEqualTo(202);
      await().atMost(PATIENCE).until(() -> worker.report().cordoned());

      var noShare = new Order(pod, WorkerEndpoints.SHARE, "few", timer.now(), 2);
      assertThat(post(worker.healthPort(), noShare, key.prove(noShare)).statusCode())
          .isEqualTo(400);
      var share = new Order(pod, WorkerEndpoints.SHARE, "3", timer.now(), 3);
      assertThat(post(worker.healthPort(), share, key.prove(share)).statusCode()).isEqualTo(202);
    }
  }

  @Test
  void drains_for_no_request() throws Exception {
    var pod = new PodIdentity("n", "pod-1", "u");
    var key = SigningKey.generate();
    try (var pulling = new Pulling();
        var timer = new FastTimer(new FastClock(Instant.now(), 50));
        var worker =
            TaskWorker.start(
                config(pulling, Map.of(EnvVars.POD_INFO_DIR, folder.toString())), timer)) {
      write(pod, key);
      var order = new Order(pod, "/drain", "", timer.now(), 1);

      assertThat(post(worker.healthPort(), order, key.prove(order)).statusCode()).isEqualTo(404);
      assertThat(ask(worker.healthPort(), "POST", WorkerEndpoints.DRAINED).statusCode())
          .isEqualTo(405);
      assertThat(ask(worker.healthPort(), "GET", WorkerEndpoints.DRAINED).body())
          .isEqualTo("not draining\n");
      assertThat(worker.report().draining()).isFalse();
    }
  }

  private void write(PodIdentity pod, SigningKey key) throws IOException {
    Files.writeString(folder.resolve(PodFiles.NAMESPACE), pod.namespace());
    Files.writeString(folder.resolve(PodFiles.NAME), pod.name());
    Files.writeString(folder.resolve(PodFiles.UID), pod.uid());
    Files.writeString(folder.resolve(PodFiles.ORDER_KEYS), key.shown());
  }

  private static HttpResponse<String> post(int port, Order order, OrderProof proof)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + order.path()))
                .header(OrderProof.HEADER, proof.header())
                .POST(HttpRequest.BodyPublishers.ofString(order.body()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /** Takes its time to be made. */
  public static final class Slow implements TaskHandler {
    static final CountDownLatch MADE = new CountDownLatch(1);

    public Slow() throws InterruptedException {
      MADE.await();
    }

    @Override
    public Outcome handle(Task task, TaskContext context) {
      return Outcome.ack();
    }
  }

  @Test
  void is_alive_but_not_ready_while_its_handler_is_made() throws Exception {
    var port = FreePort.find();
    var slow =
        Map.of(
            EnvVars.JAVA_CLASS, Slow.class.getName(),
            EnvVars.HEALTH_PORT, Integer.toString(port));
    try (var pulling = new Pulling();
        var timer = new WallTimer()) {
      var config = config(pulling, slow);
      pulling.publish(1, "x");
      var starting = CompletableFuture.supplyAsync(() -> TaskWorker.start(config, timer));
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(ConnectException.class)
          .until(() -> ask(port, "GET", WorkerEndpoints.LIVEZ).statusCode() == 200);
      var ready = ask(port, "GET", WorkerEndpoints.READYZ);
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).isEqualTo("The worker is creating the handler.\n");
      assertThat(pulling.view().leased()).isZero();
      Slow.MADE.countDown();
      try (var worker = starting.get()) {
        await().atMost(PATIENCE).until(pulling::isDone);
        assertThat(ask(worker.healthPort(), "GET", WorkerEndpoints.READYZ).statusCode())
            .isEqualTo(200);
      }
    }
  }

  @Test
  void leaves_its_port_free_when_its_handler_cannot_be_made() throws Exception {
    var port = FreePort.find();
    var wrong =
        Map.of(EnvVars.JAVA_CLASS, "com.acme.Missing", EnvVars.HEALTH_PORT, Integer.toString(port));
    try (var pulling = new Pulling();
        var timer = new WallTimer()) {
      assertThatThrownBy(() -> TaskWorker.start(config(pulling, wrong), timer))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("it is not on the class path");
      assertThatThrownBy(() -> ask(port, "GET", WorkerEndpoints.LIVEZ))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void leaves_nothing_behind_when_a_part_of_it_cannot_be_made() throws Exception {
    var port = FreePort.find();
    var most = Map.of(EnvVars.MAX_MEMORY_MIB, "4096", EnvVars.HEALTH_PORT, String.valueOf(port));
    try (var pulling = new Pulling();
        var timer = new WallTimer()) {
      assertThatThrownBy(() -> TaskWorker.start(config(pulling, most), new BrokenTimer(timer)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("There is no timer.");
      assertThatThrownBy(() -> ask(port, "GET", WorkerEndpoints.LIVEZ))
          .isInstanceOf(ConnectException.class);
    }
  }

  /** Tells the time, and can't call back. */
  private record BrokenTimer(Timer clock) implements Timer {
    @Override
    public Instant now() {
      return clock.now();
    }

    @Override
    public Moment moment() {
      return clock.moment();
    }

    @Override
    public Cancellable after(Duration delay, Runnable action) {
      throw new IllegalStateException("There is no timer.");
    }
  }

  private static HttpResponse<String> ask(int port, String method, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static WorkerConfig config(Pulling pulling, Map<String, String> more) {
    var variables = variables(pulling);
    variables.putAll(more);
    return WorkerConfig.from(variables);
  }

  private static Map<String, String> variables(Pulling pulling) {
    return Pulling.environment(
        pulling.cloud.pubsubPort(),
        Map.of(
            EnvVars.HANDLER,
            HandlerKind.JAVA.label(),
            EnvVars.JAVA_CLASS,
            Patient.class.getName(),
            EnvVars.TASK_TIMEOUT,
            "40s",
            EnvVars.RETRY_MAX_ATTEMPTS,
            "1",
            EnvVars.DEAD_LETTER_TOPIC,
            Pulling.TOPIC_OF_DEAD,
            EnvVars.POD_NAME,
            "pod-1"));
  }
}
