// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.taskworkers.dispatcher.Task;
import dev.taskworkers.dispatcher.TaskDispatcher;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.api.BatchTaskHandler;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.TaskHandler;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.core.instrument.step.StepMeterRegistry;
import io.micrometer.core.instrument.step.StepRegistryConfig;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ExitCodeEvent;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import sample.Thumbnails;

@DisplayName("A Spring Boot application")
@Timeout(600)
class StarterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String SUBSCRIPTION = "projects/acme/subscriptions/thumbnails";

  private LocalCloud cloud;

  @BeforeEach
  void startCloud() throws Exception {
    // A worker that leaves waits for the answer to its last Pull.
    var options = CloudOptions.undisturbed().withPullHold(Duration.ofMillis(300));
    cloud = LocalCloud.start(options, Clock.systemUTC());
    Provision.create(
        "127.0.0.1", cloud.pubsubPort(), "projects/acme/topics/thumbnails", SUBSCRIPTION);
  }

  @AfterEach
  void stopCloud() throws Exception {
    cloud.close();
  }

  @Test
  void of_thirty_lines_dispatches_a_task_and_handles_it() throws Exception {
    var source = Path.of("src/test/java/sample/Thumbnails.java");
    // The licence is none of a user's lines.
    assertThat(Files.readAllLines(source)).hasSizeLessThanOrEqualTo(1 + 30);
    try (var application = run(Thumbnails.class)) {
      awaitEmpty();
      assertThat(application.getBean(WorkerLifecycle.class).isRunning()).isTrue();
    }
  }

  @Test
  void without_a_web_server_stays_until_it_is_told_to_end() throws Exception {
    var process = start();
    try (var output = process.inputReader()) {
      var said = output.lines().anyMatch("made a thumbnail of cat.jpg"::equals);
      assertThat(said).as("its task is handled before it ends").isTrue();
      awaitEmpty();
      assertThat(process.isAlive()).isTrue();
      process.toHandle().destroy();
      output.lines().forEach(line -> {});
      assertThat(process.waitFor()).as("exit code of SIGTERM").isEqualTo(143);
    } finally {
      process.destroyForcibly();
    }
  }

  @Tag("slow")
  @Test
  void says_a_setting_that_cant_be_used_by_its_property_and_without_a_stack_trace()
      throws Exception {
    var process = start("-Dtaskworkers.concurrency=0");
    try (var output = process.inputReader()) {
      assertThat(output.lines())
          .contains(
              "APPLICATION FAILED TO START",
              "taskworkers.concurrency: expected a whole number from 1 to 1000, but found '0'.")
          .noneMatch(line -> line.startsWith("\tat "));
      assertThat(process.waitFor()).isEqualTo(1);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void hears_of_a_variable_by_its_name_where_that_is_set() {
    var problem = new UsageException(EnvVars.CONCURRENCY + ": expected a whole number.");
    assertThat(TaskworkersProperties.inProperties(problem, Map.of(EnvVars.CONCURRENCY, "x")))
        .isEqualTo(problem.getMessage());
    assertThat(TaskworkersProperties.inProperties(problem, Map.of()))
        .isEqualTo("taskworkers.concurrency: expected a whole number.");
  }

  @Test
  void hears_of_what_was_found_as_it_was_written() {
    assertThat(
            TaskworkersProperties.inProperties(
                new UsageException(
                    EnvVars.CONCURRENCY
                        + ": expected a number, but found 'its TASKWORKERS_CONCURRENCY'."),
                Map.of()))
        .isEqualTo(
            "taskworkers.concurrency: expected a number, but found 'its TASKWORKERS_CONCURRENCY'.");
    assertThat(
            TaskworkersProperties.inProperties(
                new UsageException(
                    EnvVars.SUBSCRIPTION_ID
                        + ": 'TASKWORKERS_BATCH_SIZE' is a short id. You can't go on without "
                        + EnvVars.PROJECT_ID
                        + "."),
                Map.of()))
        .isEqualTo(
            "taskworkers.subscription: 'TASKWORKERS_BATCH_SIZE' is a short id. You can't go on"
                + " without taskworkers.project.");
  }

  @Test
  void in_a_pool_asks_no_emulator_that_its_author_has_named() {
    var properties = properties(Map.of("emulator-host", "127.0.0.1:8085"));
    var pod = Map.of("TASKWORKERS_POD_INFO_DIR", "/etc/pod");
    assertThat(properties.variables(pod)).doesNotContainKey("PUBSUB_EMULATOR_HOST");
    assertThat(properties.hasStrayEmulator(pod)).isTrue();

    var ofOperator = new HashMap<>(pod);
    ofOperator.put("PUBSUB_EMULATOR_HOST", "emulator:8085");
    assertThat(properties.variables(ofOperator))
        .containsEntry("PUBSUB_EMULATOR_HOST", "emulator:8085");
    assertThat(properties.hasStrayEmulator(ofOperator)).isFalse();
    assertThat(properties.variables(Map.of()))
        .containsEntry("PUBSUB_EMULATOR_HOST", "127.0.0.1:8085");
  }

  @Test
  void in_a_pool_of_another_project_sends_its_tasks_to_its_own_project_all_the_same() {
    var pool = Map.of(EnvVars.PROJECT_ID, "platform", EnvVars.POD_INFO_DIR, "/any");
    assertThat(inProject("acme", "thumbnails", "dead").variables(pool))
        .containsEntry("GCP_PUBSUB_TOPIC_ID", "projects/acme/topics/thumbnails")
        .containsEntry(EnvVars.DEAD_LETTER_TOPIC, "projects/acme/topics/dead")
        .containsEntry(EnvVars.PROJECT_ID, "platform");
    assertThat(inProject("acme", "projects/shop/topics/thumbnails", null).variables(pool))
        .containsEntry("GCP_PUBSUB_TOPIC_ID", "projects/shop/topics/thumbnails");
    assertThat(inProject(null, "thumbnails", null).variables(pool))
        .containsEntry("GCP_PUBSUB_TOPIC_ID", "thumbnails");
    assertThat(
            inProject("acme", "thumbnails", null)
                .variables(Map.of("GCP_PUBSUB_TOPIC_ID", "photos")))
        .containsEntry("GCP_PUBSUB_TOPIC_ID", "photos");
  }

  @Test
  void outside_of_a_pool_the_environment_names_the_project_of_all() {
    assertThat(
            inProject("acme", "thumbnails", "dead")
                .variables(Map.of(EnvVars.PROJECT_ID, "acme-staging")))
        .containsEntry("GCP_PUBSUB_TOPIC_ID", "thumbnails")
        .containsEntry(EnvVars.DEAD_LETTER_TOPIC, "dead")
        .containsEntry(EnvVars.PROJECT_ID, "acme-staging");
  }

  private static TaskworkersProperties inProject(String project, String topic, String dead) {
    var given = new HashMap<String, String>();
    given.put("project", project);
    given.put("topic", topic);
    given.put("dead-letter-topic", dead);
    given.values().removeIf(Objects::isNull);
    return properties(given);
  }

  /** As Spring binds them. */
  private static TaskworkersProperties properties(Map<String, String> given) {
    var source = new MapConfigurationPropertySource();
    given.forEach((name, value) -> source.put("taskworkers." + name, value));
    return new Binder(source).bindOrCreate("taskworkers", TaskworkersProperties.class);
  }

  @Test
  void that_names_a_dead_letter_topic_has_there_what_fails_five_times() throws Exception {
    var dead = "projects/acme/subscriptions/dead";
    Provision.create("127.0.0.1", cloud.pubsubPort(), "projects/acme/topics/dead", dead);
    try (var application =
        run(
            Failing.class,
            "--taskworkers.dead-letter-topic=dead",
            "--taskworkers.min-backoff=0s",
            "--taskworkers.max-backoff=1s")) {
      application.getBean(TaskDispatcher.class).dispatch(Task.of("cat.png")).join();
      await()
          .atMost(Duration.ofSeconds(180))
          .until(() -> cloud.subscription(dead).orElseThrow().undelivered() == 1);
      awaitEmpty();
      assertThat(application.getBean(Failing.class).runs).hasValue(5);
    }
  }

  @Test
  void says_after_how_many_failures_a_task_is_a_dead_letter_and_when_one_runs_again() {
    var given = Map.of("max-attempts", "3", "min-backoff", "1s", "max-backoff", "1m");
    assertThat(properties(given).variables(Map.of()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                EnvVars.RETRY_MAX_ATTEMPTS,
                "3",
                EnvVars.RETRY_MIN_BACKOFF,
                "1s",
                EnvVars.RETRY_MAX_BACKOFF,
                "1m"));
    assertThat(properties(given).variables(Map.of(EnvVars.RETRY_MAX_ATTEMPTS, "5")))
        .containsEntry(EnvVars.RETRY_MAX_ATTEMPTS, "5");
  }

  @Tag("slow")
  @Test
  void ends_with_0_when_its_worker_has_run_as_many_tasks_as_it_may() throws Exception {
    var process = start(Map.of(EnvVars.MAX_TASKS, "1"), "-Dspring.main.keep-alive=true");
    try (var output = process.inputReader()) {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(output.lines()).contains("made a thumbnail of cat.jpg");
      awaitEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  @Tag("slow")
  @Test
  @Timeout(600) // Spring starts slowly in an interpreter.
  void ends_with_1_and_says_why_when_its_worker_breaks(@TempDir Path folder) throws Exception {
    var process =
        start(
            Map.of(EnvVars.STATE_DIR, folder.toString()),
            "-Dspring.main.keep-alive=true",
            "-Dspring.main.sources=" + Hearing.class.getName());
    try (var output = process.inputReader();
        var application = run(Empty.class)) {
      assertThat(output.lines().anyMatch("made a thumbnail of cat.jpg"::equals)).isTrue();
      breakWorker(folder);
      application.getBean(TaskDispatcher.class).dispatch(Task.of("dog.png")).join();
      assertThat(process.waitFor()).isEqualTo(1);
      assertThat(output.lines())
          .contains("It ends with 1.")
          .anyMatch(line -> line.contains("The worker broke: java.lang.InternalError"))
          .noneMatch(line -> line.startsWith("Exception in thread"));
    } finally {
      process.destroyForcibly();
    }
  }

  @Tag("slow")
  @Test
  @Timeout(600) // Spring starts slowly in an interpreter.
  void ends_with_the_code_that_a_bean_names_when_its_worker_breaks(@TempDir Path folder)
      throws Exception {
    var process =
        start(
            Map.of(EnvVars.STATE_DIR, folder.toString()),
            "-Dspring.main.sources=" + Named.class.getName());
    try (var output = process.inputReader();
        var application = run(Empty.class)) {
      assertThat(output.lines().anyMatch("made a thumbnail of cat.jpg"::equals)).isTrue();
      breakWorker(folder);
      application.getBean(TaskDispatcher.class).dispatch(Task.of("dog.png")).join();
      assertThat(process.waitFor()).isEqualTo(42);
    } finally {
      process.destroyForcibly();
    }
  }

  /** A fault in mapped memory, which no code of the worker's expects. */
  private static void breakWorker(Path folder) throws IOException {
    try (var file = new RandomAccessFile(folder.resolve("in-flight").toFile(), "rw")) {
      file.setLength(0);
    }
  }

  private Process start(String... more) throws IOException {
    return start(Map.of(), more);
  }

  /** The program of thirty lines as its author starts it. */
  private Process start(Map<String, String> environment, String... more) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dspring.main.banner-mode=off",
                "-Dtaskworkers.project=acme",
                "-Dtaskworkers.topic=thumbnails",
                "-Dtaskworkers.subscription=thumbnails",
                "-Dtaskworkers.health-port=0",
                "-Dtaskworkers.emulator-host=" + emulatorHost()));
    command.addAll(List.of(more));
    command.add(Thumbnails.class.getName());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }

  @Test
  void has_the_workers_health_and_metrics_beside_its_own() {
    try (var application = run(Quick.class)) {
      application.getBean(TaskDispatcher.class).dispatch(Task.of("cat.jpg")).join();
      awaitEmpty();
      var health = application.getBean("taskWorkerHealthIndicator", HealthIndicator.class);
      await().atMost(PATIENCE).until(() -> health.health().getStatus().getCode().equals("UP"));
      var registry = new SimpleMeterRegistry();
      application.getBean(WorkerMetrics.class).bindTo(registry);
      assertThat(registry.get("taskworkers.worker.slots").gauge().value()).isEqualTo(3);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          registry
                              .get("taskworkers.worker.tasks")
                              .tag("event", "acked")
                              .functionCounter()
                              .count())
                      .isEqualTo(1));
    }
  }

  @Test
  void that_ends_tells_a_registry_that_pushes_of_its_last_tasks() {
    Pushing.Registry registry;
    try (var application = run(Pushing.class)) {
      registry = application.getBean(Pushing.Registry.class);
      for (var task = 1; task <= 5; task++) {
        application.getBean(TaskDispatcher.class).dispatch(Task.of("cat.jpg")).join();
      }
      awaitEmpty();
      assertThat(registry.pushed).isEmpty();
    }
    assertThat(registry.pushed)
        .containsEntry("acked", 5.0)
        .containsEntry("failed", 0.0)
        .doesNotContainValue(Double.NaN);
  }

  @Test
  void that_is_stopped_and_started_again_goes_on_with_its_tasks() {
    try (var application = run(Quick.class)) {
      for (var time = 0; time < 3; time++) {
        application.stop();
        assertThat(application.getBean(WorkerLifecycle.class).isRunning()).isFalse();
        application.start();
        application.getBean(TaskDispatcher.class).dispatch(Task.of("cat.jpg")).join();
        awaitEmpty();
      }
    }
  }

  /** Closes an application whose task ends once it drains. */
  private static SlowHandler endWhileItWorks(ConfigurableApplicationContext application)
      throws InterruptedException {
    application.getBean(TaskDispatcher.class).dispatch(Task.of("cat.jpg")).join();
    var handler = application.getBean(SlowHandler.class);
    assertThat(handler.begun.await(30, TimeUnit.SECONDS)).isTrue();
    var ending = new Thread(application::close, "ending");
    ending.start();
    await().atMost(PATIENCE).until(() -> draining(application));
    handler.mayEnd.countDown();
    ending.join();
    return handler;
  }

  @Test
  void that_ends_lets_its_running_task_finish_before_its_beans_go() throws Exception {
    assertThat(endWhileItWorks(run(Slow.class)).endedWhileOpen).isTrue();
    awaitEmpty();
  }

  @Test
  void that_ends_lets_its_running_task_use_its_executors() throws Exception {
    endWhileItWorks(run(Delegating.class));
    awaitEmpty();
  }

  @Test
  void that_ends_asks_whether_its_machine_is_taken_back() throws Exception {
    var asked = new CompletableFuture<String>();
    var metadata = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    metadata.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.complete(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(404, -1);
          }
        });
    metadata.start();
    var properties =
        properties(
            Map.of(
                "project", "acme",
                "subscription", "thumbnails",
                "health-port", "0",
                "emulator-host", emulatorHost()));
    var handler = new SlowHandler(Runnable::run);
    try (var application = run(Empty.class)) {
      var lifecycle =
          WorkerLifecycle.of(
              handler,
              properties.variables(
                  Map.of("GCE_METADATA_HOST", "127.0.0.1:" + metadata.getAddress().getPort())),
              application);
      lifecycle.start();
      application.getBean(TaskDispatcher.class).dispatch(Task.of("cat.jpg")).join();
      assertThat(handler.begun.await(30, TimeUnit.SECONDS)).isTrue();
      var ending = new Thread(lifecycle::stop, "ending");
      ending.start();
      assertThat(asked.get(30, TimeUnit.SECONDS))
          .isEqualTo("/computeMetadata/v1/instance/preempted");
      handler.mayEnd.countDown();
      ending.join();
    }
    metadata.stop(0);
  }

  @Test
  void with_a_batch_handler_gets_batches() {
    try (var application = run(Batches.class, "--taskworkers.batch-size=2")) {
      application.getBean(TaskDispatcher.class).dispatch(Task.of("a")).join();
      application.getBean(TaskDispatcher.class).dispatch(Task.of("b")).join();
      awaitEmpty();
    }
  }

  @Test
  void with_a_batch_handler_names_the_property_that_it_lacks() {
    assertThatThrownBy(() -> run(Batches.class).close())
        .rootCause()
        .hasMessageStartingWith("taskworkers.batch-size: expected");
  }

  @Test
  void with_two_kinds_of_handlers_is_refused() {
    assertThatThrownBy(() -> run(Both.class, "--taskworkers.batch-size=2").close())
        .rootCause()
        .hasMessageContaining("but found both");
  }

  @Test
  void hands_on_no_variable_that_is_a_property() {
    var properties = properties(Map.of("subscription", "tasks", "concurrency", "3"));
    assertThat(
            properties.variables(
                Map.of("TASKWORKERS_SUBSCRIPTION", "tasks", "TASKWORKERS_CONCURRENCY", "4")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("GCP_PUBSUB_SUBSCRIPTION_ID", "tasks", "TASKWORKERS_CONCURRENCY", "4"));
  }

  @Test
  void asks_its_worker_once_for_a_scrape_and_keeps_what_a_stuck_one_said() {
    try (var application = run(Quick.class)) {
      var report = application.getBean(WorkerLifecycle.class).worker().orElseThrow().report();
      var asked = new AtomicInteger();
      var now = new AtomicLong();
      var metrics =
          new WorkerMetrics(
              () -> {
                if (asked.incrementAndGet() > 1) {
                  throw new IllegalStateException("stuck");
                }
                return Optional.of(report);
              },
              Optional::empty,
              now::get);
      var registry = new SimpleMeterRegistry();
      metrics.bindTo(registry);
      for (var scrape = 1; scrape <= 2; scrape++) {
        assertThat(registry.get("taskworkers.worker.slots").gauge().value()).isEqualTo(3);
        assertThat(registry.get("taskworkers.worker.slots.busy").gauge().value()).isZero();
        assertThat(asked).hasValue(scrape);
        now.addAndGet(Duration.ofSeconds(15).toNanos());
      }
    }
  }

  @Test
  void without_a_handler_has_no_worker() {
    try (var application = run(Empty.class)) {
      assertThat(application.getBeanNamesForType(WorkerLifecycle.class)).isEmpty();
      assertThat(application.getBeanNamesForType(TaskDispatcher.class)).hasSize(1);
    }
  }

  @Test
  void without_micrometer_and_an_actuator_has_its_worker_all_the_same() throws Exception {
    var optional = Pattern.compile("micrometer-core|spring-boot-(micrometer|actuator|health)");
    var urls = new ArrayList<URL>();
    for (var part : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!optional.matcher(Path.of(part).getFileName().toString()).find()) {
        urls.add(Path.of(part).toUri().toURL());
      }
    }
    var thread = Thread.currentThread();
    var before = thread.getContextClassLoader();
    // It stays open: threads of gRPC outlive the application, and need classes to end.
    var few = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    try {
      thread.setContextClassLoader(few);
      assertThatThrownBy(() -> few.loadClass(SimpleMeterRegistry.class.getName()))
          .isInstanceOf(ClassNotFoundException.class);
      var application = few.loadClass(BareApplication.class.getName());
      assertThat(application.getMethod("works", int.class).invoke(null, cloud.pubsubPort()))
          .isEqualTo(true);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static boolean draining(ConfigurableApplicationContext application) {
    return application
        .getBean(WorkerLifecycle.class)
        .worker()
        .map(worker -> worker.report().draining())
        .orElse(true);
  }

  private String emulatorHost() {
    return "127.0.0.1:" + cloud.pubsubPort();
  }

  private void awaitEmpty() {
    await()
        .atMost(Duration.ofSeconds(180))
        .until(() -> cloud.subscription(SUBSCRIPTION).orElseThrow().undelivered() == 0);
  }

  private ConfigurableApplicationContext run(Class<?> application, String... more) {
    return new SpringApplicationBuilder(application)
        .properties(
            "spring.main.banner-mode=off",
            "taskworkers.project=acme",
            "taskworkers.topic=thumbnails",
            "taskworkers.subscription=thumbnails",
            "taskworkers.concurrency=3",
            "taskworkers.health-port=0",
            "taskworkers.emulator-host=" + emulatorHost())
        .run(more);
  }

  /** Nothing but what the starter brings. */
  @Configuration
  @EnableAutoConfiguration
  static class Empty {}

  /** A handler that does nothing. */
  static class Quick extends Empty {
    @Bean
    TaskHandler handler() {
      return (task, context) -> Outcome.ack();
    }
  }

  /** One whose metrics go out once a step, and when it ends. */
  static class Pushing extends Quick {
    @Bean
    Registry registry() {
      return new Registry();
    }

    static final class Registry extends StepMeterRegistry {
      /** Events of tasks of the last step. */
      final Map<String, Double> pushed = new HashMap<>();

      Registry() {
        super(
            new StepRegistryConfig() {
              @Override
              public String prefix() {
                return "pushing";
              }

              @Override
              public String get(String key) {
                return null;
              }
            },
            new MockClock());
      }

      @Override
      protected void publish() {
        for (var counter : find("taskworkers.worker.tasks").functionCounters()) {
          pushed.put(counter.getId().getTag("event"), counter.count());
        }
      }

      @Override
      protected TimeUnit getBaseTimeUnit() {
        return TimeUnit.SECONDS;
      }
    }
  }

  /** What hears from Spring with which code an application ends. */
  @Configuration
  static class Hearing {
    @Bean
    ApplicationListener<ExitCodeEvent> listener() {
      return event -> System.out.println("It ends with " + event.getExitCode() + ".");
    }
  }

  /** What names the code with which an application ends. */
  @Configuration
  static class Named {
    @Bean
    ExitCodeGenerator code() {
      return () -> 42;
    }
  }

  /** One that fails at everything. */
  static class Failing extends Empty {
    final AtomicInteger runs = new AtomicInteger();

    @Bean
    TaskHandler handler() {
      return (task, context) -> {
        runs.incrementAndGet();
        throw new IllegalStateException("It is no picture.");
      };
    }
  }

  /** One that waits. */
  static class Slow extends Empty {
    @Bean
    SlowHandler handler() {
      return new SlowHandler(Runnable::run);
    }
  }

  /** One that waits, then leaves something to the application's own executor. */
  static class Delegating extends Empty {
    @Bean
    ThreadPoolTaskScheduler executor() {
      return new ThreadPoolTaskScheduler();
    }

    @Bean
    SlowHandler handler(ThreadPoolTaskScheduler executor) {
      return new SlowHandler(executor);
    }
  }

  /** One for batches. */
  static class Batches extends Empty {
    @Bean
    BatchTaskHandler handler() {
      return batch -> batch.stream().map(item -> Outcome.ack()).toList();
    }
  }

  /** One for single tasks beside it. */
  static class Both extends Batches {
    @Bean
    TaskHandler other() {
      return (task, context) -> Outcome.ack();
    }
  }

  /** Ends when it may, and knows whether it was closed before. */
  static final class SlowHandler implements TaskHandler, AutoCloseable {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch mayEnd = new CountDownLatch(1);
    final AtomicBoolean closed = new AtomicBoolean();
    volatile boolean endedWhileOpen;

    private final Executor last;

    /**
     * @param last runs what is left to do when it may end
     */
    SlowHandler(Executor last) {
      this.last = last;
    }

    @Override
    public Outcome handle(
        dev.taskworkers.worker.api.Task task, dev.taskworkers.worker.api.TaskContext context)
        throws Exception {
      begun.countDown();
      mayEnd.await();
      CompletableFuture.runAsync(() -> endedWhileOpen = !closed.get(), last).join();
      return Outcome.ack();
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }
}
