// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.runtime.Environment;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.worker.api.Outcome;
import dev.taskworkers.worker.api.TaskHandler;
import dev.taskworkers.worker.failure.FailurePolicy;
import dev.taskworkers.worker.handlers.StatusRules;
import dev.taskworkers.worker.loop.DuplicateRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@DisplayName("The environment of a worker")
class WorkerConfigTest {
  private static final Map<String, String> LEAST =
      Map.of(
          EnvVars.PROJECT_ID, "acme",
          EnvVars.SUBSCRIPTION_ID, "thumbnails",
          EnvVars.HANDLER, HandlerKind.EXEC.label(),
          EnvVars.EXEC_COMMAND, "[\"/app/thumbnail\",\"a b\"]");

  @Test
  void needs_little() {
    var config = WorkerConfig.from(LEAST);
    assertThat(config.subscription()).isEqualTo("projects/acme/subscriptions/thumbnails");
    assertThat(config.handler()).isEqualTo(new HandlerSpec.Exec(List.of("/app/thumbnail", "a b")));
    assertThat(config.rules().slots()).isEqualTo(1);
    assertThat(config.rules().taskTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(config.rules().grace().total()).isEqualTo(Duration.ofSeconds(630));
    assertThat(config.rules().failures().maxAttempts()).isEqualTo(FailurePolicy.UNLIMITED);
    assertThat(config.rules().failures().deadLetters()).isFalse();
    assertThat(config.healthPort()).isEqualTo(WorkerEndpoints.PORT);
    assertThat(config.endpoint().emulator()).isFalse();
  }

  @ParameterizedTest(name = "{0}={1} is refused: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        EnvVars.HANDLER + " | python | but found 'python'",
        EnvVars.HANDLER + " | java | " + EnvVars.JAVA_CLASS + " is not set",
        EnvVars.EXEC_COMMAND + " | /app/thumbnail | expected a JSON array of strings",
        EnvVars.EXEC_COMMAND + " | [] | expected a JSON array of strings",
        EnvVars.EXEC_COMMAND + " | [\"a\", 1] | expected a JSON array of strings",
        EnvVars.EXEC_COMMAND + " | [\"a\"] x | expected a JSON array of strings",
        EnvVars.CONCURRENCY + " | 0 | expected a whole number from 1 to 1000",
        EnvVars.TASK_TIMEOUT + " | 10 | expected a duration",
        EnvVars.TASK_TIMEOUT + " | 0s | expected more than 0s",
        EnvVars.MAX_TASK_TIMEOUT + " | 9m | must not be shorter than " + EnvVars.TASK_TIMEOUT,
        EnvVars.RATE_LIMIT + " | fast | expected 1 to 999999 tasks per s, m or h",
        EnvVars.RATE_LIMIT + " | 0/s | expected 1 to 999999 tasks per s, m or h",
        EnvVars.POOL_RATE_LIMIT + " | 5/d | expected 1 to 999999 tasks per s, m or h",
        EnvVars.POOL_PODS + " | 0 | expected a whole number from 1 to 10000",
        EnvVars.MAX_MEMORY_MIB + " | 500 | it needs " + EnvVars.HANDLER + "=java",
        EnvVars.DEDUPLICATION_WINDOW + " | 5m | needs " + EnvVars.DEDUPLICATION_ATTRIBUTE,
        EnvVars.BATCH_WITHIN + " | 0s | expected more than 0s",
        EnvVars.BATCH_SIZE + " | 1 | does nothing with " + EnvVars.HANDLER + " exec",
        EnvVars.BATCH_SIZE + " | 2 | must not be more than " + EnvVars.CONCURRENCY,
        EnvVars.RETRY_MIN_BACKOFF + " | 11m | must not be shorter",
        EnvVars.RETRY_MAX_BACKOFF + " | 11m | use 10m or less",
        EnvVars.DEAD_LETTER_TOPIC + " | a/b | expected a short id",
        EnvVars.HEALTH_PORT + " | 70000 | from 0 to 65535",
        EnvVars.HTTP_DEAD_LETTER_ON
            + " | 4xx | expected statuses from 400 to 599, for example 400,422",
        EnvVars.HTTP_DEAD_LETTER_ON + " | 400, | expected statuses from 400 to 599",
        EnvVars.HTTP_DROP_ON + " | 204 | expected statuses from 400 to 599, for example 410",
        EnvVars.SUBSCRIPTION_ID + " | '' | " + EnvVars.SUBSCRIPTION_ID + " is not set",
        "PUBSUB_EMULATOR_HOST | http://x | expected HOST:PORT"
      })
  void is_refused_with_a_sentence(String name, String value, String sentence) {
    var environment = new HashMap<>(LEAST);
    environment.put(name, value);
    assertThatThrownBy(() -> WorkerConfig.from(environment))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void gives_a_task_up_after_five_runs_where_there_is_a_dead_letter_topic_and_no_other_limit() {
    var environment = new HashMap<>(LEAST);
    assertThat(WorkerConfig.from(environment).rules().failures().maxAttempts())
        .isEqualTo(FailurePolicy.UNLIMITED);
    environment.put(EnvVars.DEAD_LETTER_TOPIC, "dead");
    assertThat(WorkerConfig.from(environment).rules().failures().maxAttempts()).isEqualTo(5);
    environment.put(EnvVars.RETRY_MAX_ATTEMPTS, "7");
    assertThat(WorkerConfig.from(environment).rules().failures().maxAttempts()).isEqualTo(7);
  }

  @Test
  void may_limit_the_memory_of_an_application_that_the_worker_is_a_part_of() {
    var environment = new HashMap<>(LEAST);
    environment.put(EnvVars.HANDLER, HandlerKind.JAVA.label());
    environment.put(EnvVars.MAX_MEMORY_MIB, "500");
    TaskHandler handler = (task, context) -> Outcome.ack();
    assertThat(WorkerConfig.embedded(environment, handler).maxMemoryMib()).isEqualTo(500);
  }

  @Test
  void says_at_which_answers_tasks_are_given_up() {
    var environment = new HashMap<>(LEAST);
    environment.put(EnvVars.HANDLER, HandlerKind.HTTP.label());
    assertThat(((HandlerSpec.Http) WorkerConfig.from(environment).handler()).statuses())
        .isEqualTo(StatusRules.NONE);
    environment.put(EnvVars.HTTP_DEAD_LETTER_ON, "400, 422");
    environment.put(EnvVars.HTTP_DROP_ON, "410");
    assertThat(((HandlerSpec.Http) WorkerConfig.from(environment).handler()).statuses())
        .isEqualTo(new StatusRules(Set.of(400, 422), Set.of(410)));
    environment.put(EnvVars.HTTP_DROP_ON, "410,422");
    assertThatThrownBy(() -> WorkerConfig.from(environment))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("must not name the same status");
  }

  @Test
  void may_hold_what_only_a_newer_worker_knows_and_is_warned_of() {
    var environment = new HashMap<>(LEAST);
    environment.put("TASKWORKERS_CONCURENCY", "4");
    environment.put("TASKWORKERS_BRAND_NEW", "yes");
    environment.put("TASKWORKERS_HEX_JAVA_TOOL_OPTIONS", "2d61");
    assertThat(WorkerConfig.from(environment).rules().slots()).isEqualTo(1);
    var reader = new Environment(environment);
    assertThat(reader.text(EnvVars.HANDLER, "")).isEqualTo("exec");
    assertThat(reader.unread())
        .contains("TASKWORKERS_BRAND_NEW", "TASKWORKERS_CONCURENCY")
        .noneMatch(name -> name.contains("HEX"));
    assertThat(reader.known()).startsWith(EnvVars.HANDLER + ", " + EnvVars.LOG_FORMAT);
  }

  @ParameterizedTest(name = "of a pool with the handler {0}")
  @ValueSource(strings = {"exec", "http", "java"})
  void is_what_the_operator_sets_and_knows_all_of_it(String handler) throws IOException {
    var deployment = Path.of("../operator/src/test/resources/deployments", handler + ".yaml");
    var set =
        Pattern.compile("- name: \"([A-Z_]+)\"\n +value(?:: \"(.*)\"\n|From:)")
            .matcher(Files.readString(deployment))
            .results()
            .collect(
                Collectors.toMap(
                    found -> found.group(1),
                    found -> Optional.ofNullable(found.group(2)).orElse("a").translateEscapes()));
    assertThat(set).containsEntry(EnvVars.HANDLER, handler).containsKey(EnvVars.HEALTH_HOST);

    assertThat(warnings(set)).isEmpty();
    set.put("TASKWORKERS_BRAND_NEW", "of a later operator");
    assertThat(warnings(set)).singleElement().asString().contains("TASKWORKERS_BRAND_NEW");
  }

  private static List<String> warnings(Map<String, String> variables) {
    var logger = (Logger) LoggerFactory.getLogger(WorkerConfig.class);
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    logger.addAppender(lines);
    try {
      assertThat(WorkerConfig.from(variables).rules().slots()).isEqualTo(4);
      return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    } finally {
      logger.detachAppender(lines);
    }
  }

  @Test
  void remembers_duplicates_for_ten_minutes_unless_it_is_told() {
    var environment = new HashMap<>(LEAST);
    environment.put(EnvVars.DEDUPLICATION_ATTRIBUTE, "order-id");
    assertThat(WorkerConfig.from(environment).rules().duplicates())
        .isEqualTo(new DuplicateRule("order-id", Duration.ofMinutes(10)));
    environment.put(EnvVars.DEDUPLICATION_WINDOW, "1h");
    assertThat(WorkerConfig.from(environment).rules().duplicates().window()).hasHours(1);
  }

  @Test
  void limits_no_stream() {
    var environment = new HashMap<>(LEAST);
    environment.put(EnvVars.PULL, "streaming");
    environment.put(EnvVars.RATE_LIMIT, "10/s");
    assertThatThrownBy(() -> WorkerConfig.from(environment))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("A stream can't be slowed down");
  }

  @Test
  void may_hold_what_kubernetes_adds_for_a_service_of_our_name() {
    var environment = new HashMap<>(LEAST);
    environment.put("TASKWORKERS_SERVICE_HOST", "10.0.0.1");
    environment.put("TASKWORKERS_SERVICE_PORT_HTTP", "80");
    environment.put("TASKWORKERS_PORT_80_TCP_ADDR", "10.0.0.1");
    environment.put("TASKWORKERS_PORT", "tcp://10.0.0.1:80");
    assertThat(WorkerConfig.from(environment).rules().slots()).isEqualTo(1);
  }
}
