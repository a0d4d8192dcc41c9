// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.ExecCommand;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.WallTimer;
import dev.taskworkers.worker.TaskWorker;
import dev.taskworkers.worker.WorkerConfig;
import io.grpc.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Tag("slow")
@DisplayName("Dead letters on the local cloud")
@Timeout(180)
class DeadLettersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String DEAD = "projects/p/subscriptions/dead";
  private static final String TASKS = "projects/p/subscriptions/tasks";

  private final LocalCloud cloud =
      LocalCloud.start(
          CloudOptions.undisturbed().withPullHold(Duration.ofMillis(50)), Clock.systemUTC());
  private final WallTimer timer = new WallTimer();
  private String subscription = "dead";
  private String target = "127.0.0.1:" + cloud.pubsubPort();
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();
  private Exception problem;

  @BeforeEach
  void create() {
    Provision.create("127.0.0.1", cloud.pubsubPort(), "projects/p/topics/tasks", TASKS);
    Provision.create("127.0.0.1", cloud.pubsubPort(), "projects/p/topics/dead", DEAD);
  }

  @AfterEach
  void stop() {
    timer.close();
    cloud.close();
  }

  @Test
  void are_listed_shown_redriven_with_their_history_and_purged() throws Exception {
    publish("bad", Map.of("customer", "7"));
    publish("bad too", Map.of());
    failAll(2);

    var listed = json("list");
    assertThat(listed).hasSize(2);
    assertThat(listed.get(0).get("errorClass").asText()).isEqualTo("exit");
    assertThat(listed.get(0).get("subscription").asText()).isEqualTo(TASKS);
    assertThat(undelivered(DEAD)).isEqualTo(2);
    assertThat(cloud.subscription(DEAD).orElseThrow().leased()).isZero();

    var first = listed.get(0).get("id").asText();
    var shown = json("show", first);
    assertThat(shown.get("output").asText()).contains("it hurts");
    assertThat(shown.get("attempts").asText()).isEqualTo("1");
    assertThat(shown.get("pod").asText()).isEqualTo("pod-1");
    assertThat(shown.get("data").asText()).startsWith("bad");
    assertThat(run("show", first)).contains("it hurts").contains("errorClass");

    assertThat(json("redrive", first).get("redriven").asInt()).isEqualTo(1);
    assertThat(undelivered(DEAD)).isEqualTo(1);
    assertThat(undelivered(TASKS)).isEqualTo(1);

    failAll(2);
    var again =
        json("list").findParents("redrives").stream()
            .filter(line -> line.get("redrives").asInt() == 1)
            .toList();
    assertThat(again).hasSize(1);
    var story = json("show", again.get(0).get("id").asText());
    assertThat(story.get("previousErrors").asText()).contains("exit after 1 attempts");
    assertThat(story.get("data").asText()).isEqualTo(shown.get("data").asText());
    assertThat(story.get("attributes")).isEqualTo(shown.get("attributes"));

    assertThat(json("purge", "--yes").get("deleted").asInt()).isEqualTo(2);
    assertThat(json("list")).isEmpty();
    assertThat(undelivered(DEAD)).isZero();
  }

  @Test
  void have_no_table_where_there_are_none() throws Exception {
    assertThat(run("list")).isEmpty();
    assertThat(err.toString())
        .contains("Found no dead letters. Another client might hold some at the moment.");
  }

  @Test
  void have_their_size_in_bytes() throws Exception {
    publish("b", Map.of());
    failAll(1);
    assertThat(run("list")).startsWith("ID ");
    assertThat(err.toString()).contains("Found 1 dead letter. Another client might hold more");
    assertThat(run("show", json("list").get(0).get("id").asText())).contains("data (1 byte)");
  }

  @Test
  void are_told_from_other_messages_in_the_list() throws Exception {
    subscription = "tasks";
    publish("a task", Map.of());
    assertThat(run("list")).contains("  not a dead letter");
  }

  @Test
  void are_redriven_once_each_although_they_come_back_meanwhile() throws Exception {
    try (var worker = failing()) {
      for (var each = 0; each < 10; each++) {
        publish("bad " + each, Map.of());
      }
      await().atMost(PATIENCE).until(() -> undelivered(DEAD) == 10);
      assertThat(json("redrive").get("redriven").asInt()).isEqualTo(10);
      await().atMost(PATIENCE).until(() -> undelivered(DEAD) == 10 && undelivered(TASKS) == 0);
      worker.drain("the test goes on");
      worker.await();
    }
    assertThat(json("list").findValuesAsText("redrives")).hasSize(10).containsOnly("1");
  }

  @Test
  void that_cannot_be_redriven_stay_and_do_not_keep_others_from_it() throws Exception {
    publish("projects/p/topics/dead", "of nowhere", Map.of());
    publish("projects/p/topics/dead", "of what is gone", source("projects/p/subscriptions/gone"));
    publish("projects/p/topics/dead", "good", source(TASKS));

    assertThat(execute("redrive", "--format", "json")).isEqualTo(1);

    var report = new JsonMapper().readTree(out.toString());
    assertThat(report.get("redriven").asInt()).isEqualTo(1);
    assertThat(report.get("failed")).hasSize(2);
    assertThat(err.toString())
        .contains("It does not say which subscription it failed on. Give --topic T.")
        .contains("Reading projects/p/subscriptions/gone failed: NOT_FOUND");
    assertThat(undelivered(TASKS)).isEqualTo(1);
    assertThat(undelivered(DEAD)).isEqualTo(2);
    assertThat(cloud.subscription(DEAD).orElseThrow().leased()).isZero();
  }

  @Test
  void begin_no_line_of_what_is_said_of_them() {
    publish(
        "projects/p/topics/dead",
        "forged",
        source("projects/other/subscriptions/s\nredriven: 412\nnot redriven: 0"));

    assertThat(execute("redrive")).isEqualTo(1);

    assertThat(out.toString()).isEqualTo("redriven: 0\n");
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("not redriven: ")
        .contains("subscriptions/s\\u000aredriven: 412");
  }

  @Test
  void that_match_are_listed_redriven_and_purged_and_no_others() throws Exception {
    publish("projects/p/topics/dead", "one", told("Timeout: 30 s", "a"));
    publish("projects/p/topics/dead", "two", told("out of memory", "b"));
    publish("projects/p/topics/dead", "three", told("timeout of 10 s", "c"));

    var listed = json("list", "--match", "TIMEOUT");
    assertThat(listed.findValuesAsText("errorMessage"))
        .containsExactlyInAnyOrder("Timeout: 30 s", "timeout of 10 s");

    assertThat(json("redrive", "--match", "30 s").get("redriven").asInt()).isEqualTo(1);
    assertThat(undelivered(TASKS)).isEqualTo(1);
    assertThat(json("purge", "--match", "timeout", "--yes").get("deleted").asInt()).isEqualTo(1);
    assertThat(json("list").findValuesAsText("errorMessage")).containsExactly("out of memory");

    var last = json("list").get(0).get("id").asText();
    assertThat(execute("purge", "--yes", "no-such-letter")).isEqualTo(1);
    assertThat(err.toString()).contains("not found: no-such-letter");
    assertThat(json("purge", last, "--yes").get("deleted").asInt()).isEqualTo(1);
    assertThat(undelivered(DEAD)).isZero();
  }

  private static Map<String, String> told(String error, String pod) {
    return Map.of(
        "taskworkers-error-message",
        error,
        "taskworkers-pod",
        pod,
        "taskworkers-subscription",
        TASKS);
  }

  @Test
  void stay_that_follow_one_of_their_ordering_key_that_stays() throws Exception {
    subscription = "ordered";
    var ordered = "projects/p/subscriptions/ordered";
    var channel = new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true).openChannel();
    try {
      var dead =
          Subscription.newBuilder()
              .setName(ordered)
              .setTopic("projects/p/topics/dead")
              .setEnableMessageOrdering(true);
      var unused = SubscriberGrpc.newBlockingStub(channel).createSubscription(dead.build());
      var letter = PubsubMessage.newBuilder().setOrderingKey("k").putAllAttributes(source(TASKS));
      var both =
          PublishRequest.newBuilder()
              .setTopic("projects/p/topics/dead")
              .addMessages(letter.setData(ByteString.copyFromUtf8("one")))
              .addMessages(letter.setData(ByteString.copyFromUtf8("two")));
      var stored = PublisherGrpc.newBlockingStub(channel).publish(both.build());

      assertThat(execute("redrive", stored.getMessageIds(1), "--format", "json")).isEqualTo(1);
    } finally {
      channel.shutdownNow();
    }
    var report = new JsonMapper().readTree(out.toString());
    assertThat(report.get("redriven").asInt()).isZero();
    assertThat(report.get("notReached")).hasSize(1);
    assertThat(err.toString())
        .contains("left: 1, because a dead letter of the same ordering key stays before them");
    assertThat(undelivered(ordered)).isEqualTo(2);
    assertThat(undelivered(TASKS)).isZero();

    assertThat(json("redrive").get("redriven").asInt()).isEqualTo(2);
    assertThat(undelivered(ordered)).isZero();
    assertThat(undelivered(TASKS)).isEqualTo(2);
  }

  @Test
  void go_nowhere_where_only_their_publisher_says_so() throws Exception {
    Provision.create(
        "127.0.0.1",
        cloud.pubsubPort(),
        "projects/victim/topics/orders",
        "projects/victim/subscriptions/orders");
    publish(
        "projects/p/topics/dead",
        "to another project",
        source("projects/victim/subscriptions/orders"));
    publish(
        "projects/p/topics/dead",
        "forwarded by Pub/Sub",
        Map.of(
            "taskworkers-subscription",
            "projects/victim/subscriptions/orders",
            "CloudPubSubDeadLetterSourceSubscription",
            "tasks",
            "CloudPubSubDeadLetterSourceSubscriptionProject",
            "p"));

    assertThat(execute("redrive", "--format", "json")).isEqualTo(1);

    assertThat(undelivered("projects/victim/subscriptions/orders")).isZero();
    assertThat(undelivered(TASKS)).isEqualTo(1);
    assertThat(err.toString())
        .contains("failed on projects/victim/subscriptions/orders, which is in another project");
  }

  @Test
  void go_back_when_pubsub_fails_in_the_middle_of_a_list() {
    try (var pubsub = new FakePubSub()) {
      pubsub.pulls.add(List.of(FakePubSub.letter("1", "ack-1", Instant.EPOCH, Map.of())));
      pubsub.afterTheScript = Status.INTERNAL;
      target = pubsub.target();
      assertThat(execute("list")).isNotZero();
      assertThat(pubsub.leases).containsExactly("ack-1=60", "ack-1=0");
    }
  }

  @ParameterizedTest(
      name = "are said to be redriven where only the dead letter can''t be removed: {0}")
  @EnumSource(
      value = Status.Code.class,
      names = {"FAILED_PRECONDITION", "UNAVAILABLE"})
  void are_said_to_be_redriven_where_only_the_letter_cannot_be_removed(Status.Code code)
      throws Exception {
    try (var pubsub = new FakePubSub()) {
      pubsub.pulls.add(
          List.of(
              FakePubSub.letter("1", "ack-1", Instant.EPOCH, Map.of()),
              FakePubSub.letter("2", "ack-2", Instant.EPOCH, Map.of())));
      pubsub.acknowledging = code.toStatus();
      target = pubsub.target();
      assertThat(execute("redrive", "--topic", "tasks", "--format", "json")).isEqualTo(1);
      assertThat(pubsub.published).hasSize(2);
      assertThat(pubsub.leases).endsWith("ack-1=0", "ack-2=0");
    }
    var report = new JsonMapper().readTree(out.toString());
    assertThat(report.get("redriven").asInt()).isEqualTo(2);
    assertThat(report.get("failed")).isEmpty();
    assertThat(report.get("notRemoved").get("1").asText()).contains("Acknowledging on " + DEAD);
    assertThat(err.toString())
        .contains("redriven, but its dead letter stays, and would be redriven once more: 2: ")
        .doesNotContain("not redriven");
  }

  @ParameterizedTest
  @ValueSource(strings = {"redrive", "purge --yes"})
  void are_not_counted_where_the_subscription_is_no_name(String words) {
    subscription = "a/b";
    assertThat(execute(words.split(" "))).isNotZero();
    assertThat(problem).hasMessageContaining("a/b");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void are_not_taken_for_none_when_the_server_says_nothing() throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      target = "127.0.0.1:" + silent.getLocalPort();
      assertThat(execute("list")).isEqualTo(1);
      assertThat(problem).hasMessageContaining(target + " does not answer");
      assertThat(out.toString()).isEmpty();
    }
  }

  private static Map<String, String> source(String subscription) {
    return Map.of("taskworkers-subscription", subscription);
  }

  private void publish(String data, Map<String, String> attributes) {
    publish("projects/p/topics/tasks", data, attributes);
  }

  private void publish(String topic, String data, Map<String, String> attributes) {
    var channel = new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true).openChannel();
    try {
      var message =
          PubsubMessage.newBuilder()
              .setData(ByteString.copyFromUtf8(data))
              .putAllAttributes(attributes);
      var unused =
          PublisherGrpc.newBlockingStub(channel)
              .publish(PublishRequest.newBuilder().setTopic(topic).addMessages(message).build());
    } finally {
      channel.shutdownNow();
    }
  }

  /** A worker whose program rejects everything, until there are so many dead letters. */
  private void failAll(int letters) throws InterruptedException {
    try (var worker = failing()) {
      await().atMost(PATIENCE).until(() -> undelivered(DEAD) == letters && undelivered(TASKS) == 0);
      worker.drain("the test goes on");
      worker.await();
    }
  }

  private TaskWorker failing() {
    return TaskWorker.start(
        WorkerConfig.from(
            Map.of(
                "PUBSUB_EMULATOR_HOST",
                "127.0.0.1:" + cloud.pubsubPort(),
                EnvVars.PROJECT_ID,
                "p",
                EnvVars.SUBSCRIPTION_ID,
                "tasks",
                EnvVars.HANDLER,
                HandlerKind.EXEC.label(),
                EnvVars.EXEC_COMMAND,
                ExecCommand.format(List.of("sh", "-c", "echo it hurts >&2; exit 65")),
                EnvVars.DEAD_LETTER_TOPIC,
                "dead",
                EnvVars.HEALTH_HOST,
                "127.0.0.1",
                EnvVars.HEALTH_PORT,
                "0",
                EnvVars.POD_NAME,
                "pod-1")),
        timer);
  }

  private long undelivered(String subscription) {
    return cloud.subscription(subscription).orElseThrow().undelivered();
  }

  private JsonNode json(String... words) throws Exception {
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--format", "json"));
    return new JsonMapper().readTree(run(all.toArray(String[]::new)));
  }

  private String run(String... words) {
    assertThat(execute(words)).isZero();
    return out.toString();
  }

  private int execute(String... words) {
    out = new StringWriter();
    err = new StringWriter();
    var command =
        new CommandLine(new DeadLettersCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler(
                (exception, failing, parsed) -> {
                  problem = exception;
                  return 1;
                });
    command
        .getSubcommands()
        .values()
        .forEach(
            each ->
                ((DeadLetterOptions) each.getCommandSpec().mixins().get("options").userObject())
                    .environment(Map.of("PUBSUB_EMULATOR_HOST", target)));
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--project", "p", "--subscription", subscription));
    return command.execute(all.toArray(String[]::new));
  }
}
