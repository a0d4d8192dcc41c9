// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.protocol.WorkerReport.HandlerDown;
import dev.taskworkers.protocol.WorkerReport.Postponed;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The words that go between processes, spelt out. An operator and its workers are of different
 * versions while either is replaced, so that a word which is renamed here breaks installations.
 */
@DisplayName("Operators and workers of other versions")
class ContractTest {
  private static final Instant STARTED = Instant.parse("2026-01-01T00:00:00Z");

  private static final String WITHOUT_OPTIONS =
      "{\"version\":1,\"worker\":\"pod-1\",\"subscription\":\"projects/p/subscriptions/s\","
          + "\"now\":\"2026-01-01T00:00:02.020Z\",\"startedAt\":\"2026-01-01T00:00:00Z\","
          + "\"slots\":2,\"busy\":0,\"blocked\":0,\"ready\":0,\"resting\":0,"
          + "\"activeKeys\":0,\"abandoned\":0,"
          + "\"freeSince\":null,\"draining\":false,\"cordoned\":false,\"pulling\":false,"
          + "\"throttled\":false,"
          + "\"counters\":{\"received\":0,\"started\":0,\"acked\":0,\"retried\":0,"
          + "\"deadLettered\":0,\"dropped\":0,\"leaseLost\":0,\"failed\":0,\"returned\":0,"
          + "\"interrupted\":0,\"suppressed\":0,\"kept\":0,\"unsettled\":0,"
          + "\"runUncounted\":0},"
          + "\"oldestInFlightSeconds\":0.0,\"busySeconds\":0.0,\"leaseSeconds\":60.0,"
          + "\"taskSeconds\":{\"count\":0,\"sum\":0.0,\"buckets\":{}},"
          + "\"waitSeconds\":{\"count\":0,\"sum\":0.0,\"buckets\":{}},"
          + "\"ageSeconds\":{\"count\":0,\"sum\":0.0,\"buckets\":{}},"
          + "\"running\":[],\"failures\":[]}\n";

  private static final String WITHOUT_TASKS =
      "{\"version\":1,\"worker\":\"pod-1\",\"subscription\":\"projects/p/subscriptions/s\","
          + "\"now\":\"2026-01-01T00:00:02.020Z\",\"startedAt\":\"2026-01-01T00:00:00Z\","
          + "\"slots\":8,\"busy\":5,\"blocked\":2,\"ready\":1,\"resting\":1,"
          + "\"activeKeys\":3,\"abandoned\":1,"
          + "\"freeSince\":\"2026-01-01T00:00:00.010Z\",\"draining\":true,\"cordoned\":true,"
          + "\"pulling\":true,\"throttled\":true,\"poolPods\":3,\"sharingPods\":0,"
          + "\"counters\":{\"received\":1,\"started\":2,\"acked\":3,\"retried\":4,"
          + "\"deadLettered\":5,\"dropped\":6,\"leaseLost\":7,\"failed\":8,\"returned\":9,"
          + "\"interrupted\":10,\"suppressed\":11,\"kept\":12,\"unsettled\":13,"
          + "\"runUncounted\":14},"
          + "\"oldestInFlightSeconds\":1.5,\"busySeconds\":12.25,\"leaseSeconds\":30.0,"
          + "\"postponed\":{\"count\":2,\"next\":\"2026-01-01T00:01:01Z\","
          + "\"last\":\"2026-01-01T00:05:01Z\"},"
          + "\"handlerDown\":{\"since\":\"2026-01-01T00:00:01Z\",\"why\":\"It \\\"left\\\".\"},"
          + "\"taskSeconds\":{\"count\":3,\"sum\":25200.011,"
          + "\"buckets\":{\"0.005\":1,\"1.0\":1,\"+Inf\":1}},"
          + "\"waitSeconds\":{\"count\":1,\"sum\":0.5,\"buckets\":{\"0.5\":1}},"
          + "\"ageSeconds\":{\"count\":1,\"sum\":21000.0,\"buckets\":{\"21600.0\":1}}";

  /** What a worker says of its tasks one by one; there are workers that don't. */
  private static final String TASKS =
      ",\"running\":[{\"task\":\"m-1\",\"attempt\":2,\"seconds\":1.5,\"limitSeconds\":600.0,"
          + "\"stuck\":true}],"
          + "\"failures\":[{\"kind\":\"exit\",\"message\":\"It ended with 1.\",\"count\":5,"
          + "\"recent\":4,\"first\":\"2026-01-01T00:00:01Z\",\"last\":\"2026-01-01T00:00:02Z\","
          + "\"task\":\"m-2\"}]";

  private static final String WHOLE = WITHOUT_TASKS + TASKS + "}\n";

  private static WorkerReport withoutOptions() {
    return WorkerReport.builder(STARTED.plusMillis(2020), STARTED, 2)
        .worker("pod-1")
        .subscription("projects/p/subscriptions/s")
        .busySeconds(0)
        .taskSeconds(new Distribution(0, 0, buckets()))
        .waitSeconds(new Distribution(0, 0, buckets()))
        .ageSeconds(new Distribution(0, 0, buckets()))
        .build();
  }

  private static WorkerReport whole() {
    return withoutTasks()
        .running(List.of(new TaskRun("m-1", 2, 1.5, 600, true)))
        .failures(
            List.of(
                new FailureGroup(
                    "exit",
                    "It ended with 1.",
                    5,
                    4,
                    STARTED.plusSeconds(1),
                    STARTED.plusSeconds(2),
                    "m-2")))
        .build();
  }

  private static WorkerReport.Builder withoutTasks() {
    var counts = new EnumMap<TaskEvent, Long>(TaskEvent.class);
    for (var event : TaskEvent.values()) {
      counts.put(event, event.ordinal() + 1L);
    }
    return WorkerReport.builder(STARTED.plusMillis(2020), STARTED, 8)
        .worker("pod-1")
        .subscription("projects/p/subscriptions/s")
        .busy(5)
        .blocked(2)
        .ready(1)
        .resting(1)
        .activeKeys(3)
        .abandoned(1)
        .freeSince(STARTED.plusMillis(10))
        .draining(true)
        .cordoned(true)
        .pulling(true)
        .throttled(true)
        .poolPods(3)
        .sharingPods(0)
        .counters(new Counters(counts))
        .oldestInFlightSeconds(1.5)
        .busySeconds(12.25)
        .leaseSeconds(30)
        .postponed(new Postponed(2, STARTED.plusSeconds(61), STARTED.plusSeconds(301)))
        .handlerDown(new HandlerDown(STARTED.plusSeconds(1), "It \"left\"."))
        .taskSeconds(new Distribution(3, 25200.011, buckets(0, 9, 23)))
        .waitSeconds(new Distribution(1, 0.5, buckets(7)))
        .ageSeconds(new Distribution(1, 21000, buckets(22)));
  }

  private static List<Long> buckets(int... ofOne) {
    var buckets = new ArrayList<>(Collections.nCopies(24, 0L));
    Arrays.stream(ofOne).forEach(bucket -> buckets.set(bucket, 1L));
    return buckets;
  }

  @Test
  void read_the_same_bytes_in_a_report() {
    assertThat(withoutOptions().toJson()).isEqualTo(WITHOUT_OPTIONS);
    assertThat(whole().toJson()).isEqualTo(WHOLE);
  }

  @Test
  void read_every_field_of_a_report() {
    assertThat(WorkerReport.fromJson(WHOLE.getBytes(UTF_8))).isEqualTo(whole());
  }

  @Test
  void may_say_nothing_of_single_tasks() {
    var older = WITHOUT_TASKS + "}\n";

    assertThat(WorkerReport.fromJson(older.getBytes(UTF_8))).isEqualTo(withoutTasks().build());
  }

  @Test
  void know_variables_by_these_names() throws IllegalAccessException {
    assertThat(constants(EnvVars.class))
        .containsExactlyInAnyOrder(
            "TASKWORKERS_",
            "GCP_PROJECT_ID",
            "GCP_PUBSUB_SUBSCRIPTION_ID",
            "POD_NAME",
            "POD_IMAGE",
            "TASKWORKERS_HEALTH_HOST",
            "TASKWORKERS_HEALTH_PORT",
            "TASKWORKERS_LOG_LEVEL",
            "TASKWORKERS_LOG_FORMAT",
            "TASKWORKERS_CONCURRENCY",
            "TASKWORKERS_HANDLER",
            "TASKWORKERS_EXEC_COMMAND",
            "TASKWORKERS_HTTP_URL",
            "TASKWORKERS_HTTP_FORMAT",
            "TASKWORKERS_HTTP_DEAD_LETTER_ON",
            "TASKWORKERS_HTTP_DROP_ON",
            "TASKWORKERS_JAVA_CLASS",
            "TASKWORKERS_BATCH_SIZE",
            "TASKWORKERS_BATCH_WITHIN",
            "TASKWORKERS_PULL",
            "TASKWORKERS_RATE_LIMIT",
            "TASKWORKERS_POOL_RATE_LIMIT",
            "TASKWORKERS_POOL_PODS",
            "TASKWORKERS_TASK_TIMEOUT",
            "TASKWORKERS_MAX_TASK_TIMEOUT",
            "TASKWORKERS_GRACE_PERIOD",
            "TASKWORKERS_IDLE_EXIT",
            "TASKWORKERS_MAX_TASKS",
            "TASKWORKERS_MAX_MEMORY_MIB",
            "TASKWORKERS_DEDUPLICATION_ATTRIBUTE",
            "TASKWORKERS_DEDUPLICATION_WINDOW",
            "TASKWORKERS_RETRY_MAX_ATTEMPTS",
            "TASKWORKERS_RETRY_MIN_BACKOFF",
            "TASKWORKERS_RETRY_MAX_BACKOFF",
            "TASKWORKERS_DEAD_LETTER_TOPIC",
            "TASKWORKERS_STATE_DIR",
            "TASKWORKERS_POD_INFO_DIR",
            "TASKWORKERS_NAMESPACES",
            "TASKWORKERS_LEADER_ELECTION",
            "TASKWORKERS_ROLLOUT_POOLS_AT_ONCE",
            "TASKWORKERS_TENANCY_CONSENT",
            "TASKWORKERS_TENANCY_ALLOW",
            "TASKWORKERS_DOORBELL_PROJECT",
            "TASKWORKERS_WORKER_IMAGE",
            "TASKWORKERS_WORKER_HEALTH_PORT",
            "TASKWORKERS_WORKER_INGRESS",
            "TASKWORKERS_WORKER_RESOURCES");
  }

  @Test
  void use_these_values_of_variables() {
    assertThat(Stream.of(HandlerKind.values()).map(HandlerKind::label))
        .containsExactlyInAnyOrder("exec", "http", "java");
    assertThat(Stream.of(PullMode.values()).map(PullMode::label))
        .containsExactlyInAnyOrder("unary", "streaming");
    assertThat(Stream.of(HttpFormat.values()).map(HttpFormat::name))
        .containsExactlyInAnyOrder("CloudEvents", "PubSubPush");
    assertThat(ExecCommand.format(List.of("/app/thumbnail", "a \"b\"", "\\")))
        .isEqualTo("[\"/app/thumbnail\",\"a \\\"b\\\"\",\"\\\\\"]");
  }

  @Test
  void call_these_endpoints() throws IllegalAccessException {
    assertThat(constants(WorkerEndpoints.class))
        .containsExactlyInAnyOrder(
            8090,
            "/livez",
            "/readyz",
            "/statusz",
            "/metrics",
            "/drained",
            "/cordon",
            "/uncordon",
            "/share");
  }

  @Test
  void read_the_same_bytes_in_an_order() {
    var pod = new PodIdentity("media", "thumbs-1", "u-1");
    var key =
        SigningKey.parse(
            "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g"
                + ":MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");

    var proof = key.prove(new Order(pod, "/share", "3", STARTED, 7));

    assertThat(proof.header())
        .isEqualTo(
            "pod=u-1 moment=1767225600000 number=7 key=BuP9j9opu2A"
                + " signature=hy3Z7nvEuCuY3R_wZ4xoINGKw3OsXgQ84IZXjTJ6OQoI7XwLxxGK4Y4_BnVogBhD8AqTiQLXxNzmmA8RztVHBA");
    assertThat(OrderProof.parse(proof.header())).contains(proof);
    assertThat(OrderProof.HEADER).isEqualTo("Taskworkers-Proof");
    assertThat(VerificationKeys.ANNOTATION).isEqualTo("taskworkers.dev/order-keys");
    assertThat(VerificationKeys.format(List.of(key, key)))
        .isEqualTo(key.shown() + "," + key.shown());
    assertThat(List.of(PodFiles.NAMESPACE, PodFiles.NAME, PodFiles.UID, PodFiles.ORDER_KEYS))
        .containsExactly("namespace", "name", "uid", "order-keys");
  }

  private static List<Object> constants(Class<?> of) throws IllegalAccessException {
    var values = new ArrayList<>();
    for (var field : of.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers())) {
        values.add(field.get(null));
      }
    }
    return values;
  }

  @Test
  void may_know_less_than_we_do() {
    var older =
        "{\"version\":1,\"now\":\"2026-01-01T00:00:00Z\",\"startedAt\":\"2026-01-01T00:00:00Z\","
            + "\"slots\":4,\"busy\":2,\"freeSince\":null,\"counters\":{\"started\":7},"
            + "\"taskSeconds\":{\"count\":3,\"sum\":1}}";

    var report = WorkerReport.fromJson(older.getBytes(UTF_8));

    assertThat(report.busy()).isEqualTo(2);
    assertThat(report.counters().of(TaskEvent.STARTED)).isEqualTo(7);
    assertThat(report.counters().of(TaskEvent.UNSETTLED)).isZero();
    assertThat(report.taskSeconds()).isEqualTo(new Distribution(3, 1));
    assertThat(report.busySeconds()).isEqualTo(OptionalDouble.empty());
    assertThat(report.leaseSeconds()).isEqualTo(60);
    assertThat(report.freeSince()).isEmpty();
    assertThat(report.postponed()).isEmpty();
    assertThat(report.handlerDown()).isEmpty();
    assertThat(report.poolPods()).isEmpty();
    assertThat(report.sharingPods()).isEmpty();
  }

  @Test
  void may_know_more_than_we_do() {
    var newer =
        WHOLE
            .replace("{\"version\":1,", "{\"mood\":{\"now\":[1,{\"a\":null}]},\"version\":2,")
            .replace("\"+Inf\":1", "\"43200.0\":1,\"+Inf\":1")
            .replace("\"received\":1,", "\"received\":1,\"admired\":5,");

    var report = WorkerReport.fromJson(newer.getBytes(UTF_8));

    assertThat(report.version()).isEqualTo(2);
    assertThat(report.counters()).isEqualTo(whole().counters());
    assertThat(report.taskSeconds()).isEqualTo(whole().taskSeconds());
    assertThat(report.postponed()).isEqualTo(whole().postponed());
  }

  @DisplayName("may send times that make no sense")
  @ParameterizedTest(name = "a lease of {0} s is one of {1} s")
  @CsvSource({"0,60", "-1,60", "1e9,600", "30,30"})
  void leases(String sent, double used) {
    var text = WHOLE.replace("\"leaseSeconds\":30.0", "\"leaseSeconds\":" + sent);

    assertThat(WorkerReport.fromJson(text.getBytes(UTF_8)).leaseSeconds()).isEqualTo(used);
  }

  @DisplayName("may say of the oldest task what can't be")
  @ParameterizedTest(name = "{0} s are {1}")
  @CsvSource({"-1,0", "1e999,31536000", "2.5,2.5"})
  void oldest(String sent, double used) {
    var text = WHOLE.replace("\"oldestInFlightSeconds\":1.5", "\"oldestInFlightSeconds\":" + sent);

    assertThat(WorkerReport.fromJson(text.getBytes(UTF_8)).oldestInFlightSeconds()).isEqualTo(used);
  }

  @ParameterizedTest(name = "{0} s of tasks are none")
  @ValueSource(strings = {"-1", "1e999", "null"})
  void may_not_know_how_long_tasks_ran(String sent) {
    var text = WHOLE.replace("\"busySeconds\":12.25", "\"busySeconds\":" + sent);

    assertThat(WorkerReport.fromJson(text.getBytes(UTF_8)).busySeconds())
        .isEqualTo(OptionalDouble.empty());
  }

  @Test
  void may_say_nothing_of_a_handler_that_is_down_but_that_it_is() {
    var text =
        WHOLE.replace(
            "{\"since\":\"2026-01-01T00:00:01Z\",\"why\":\"It \\\"left\\\".\"}", "{\"how\":1}");

    assertThat(WorkerReport.fromJson(text.getBytes(UTF_8)).handlerDown())
        .isEqualTo(Optional.of(new HandlerDown(STARTED, "")));
  }
}
