package dev.taskworkers.cli.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.lab.cloud.CloudOptions;
import dev.taskworkers.lab.cloud.LocalCloud;
import dev.taskworkers.lab.cloud.Provision;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.worker.TaskWorker;
import dev.taskworkers.worker.WorkerConfig;
import dev.taskworkers.worker.time.WallTimer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@DisplayName("Dead letters on the local cloud")
@Timeout(180)
class DeadLettersTest {
  private static final String DEAD = "projects/p/subscriptions/dead";
  private static final String TASKS = "projects/p/subscriptions/tasks";

  private final LocalCloud cloud =
      LocalCloud.start(
          CloudOptions.defaults().withPullHold(Duration.ofMillis(300)), Clock.systemUTC());
  private final WallTimer timer = new WallTimer();

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
  void areListedShownRedrivenWithTheirHistoryAndPurged() throws Exception {
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

  private void publish(String data, Map<String, String> attributes) {
    var channel = new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true).openChannel();
    try {
      var message =
          PubsubMessage.newBuilder()
              .setData(ByteString.copyFromUtf8(data))
              .putAllAttributes(attributes);
      var unused =
          PublisherGrpc.newBlockingStub(channel)
              .publish(
                  PublishRequest.newBuilder()
                      .setTopic("projects/p/topics/tasks")
                      .addMessages(message)
                      .build());
    } finally {
      channel.shutdownNow();
    }
  }

  /** A worker whose program rejects everything, until there are so many dead letters. */
  private void failAll(int letters) throws InterruptedException {
    var config =
        WorkerConfig.from(
            Map.of(
                "PUBSUB_EMULATOR_HOST", "127.0.0.1:" + cloud.pubsubPort(),
                "GCP_PROJECT_ID", "p",
                "GCP_PUBSUB_SUBSCRIPTION_ID", "tasks",
                "TASKWORKERS_HANDLER", "exec",
                "TASKWORKERS_EXEC_COMMAND", "[\"sh\",\"-c\",\"echo it hurts >&2; exit 65\"]",
                "TASKWORKERS_DEAD_LETTER_TOPIC", "dead",
                "TASKWORKERS_HEALTH_HOST", "127.0.0.1",
                "TASKWORKERS_HEALTH_PORT", "0",
                "POD_NAME", "pod-1"));
    try (var worker = TaskWorker.start(config, timer)) {
      await().until(() -> undelivered(DEAD) == letters && undelivered(TASKS) == 0);
      worker.drain("the test goes on");
      worker.await();
    }
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
    var output = new StringWriter();
    var command = new CommandLine(new DeadLettersCommand()).setOut(new PrintWriter(output, true));
    var environment = Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:" + cloud.pubsubPort());
    command
        .getSubcommands()
        .values()
        .forEach(
            each ->
                ((LetterOptions) each.getCommandSpec().mixins().get("options").userObject())
                    .environment(environment));
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--project", "p", "--subscription", "dead"));
    assertThat(command.execute(all.toArray(String[]::new))).isZero();
    return output.toString();
  }
}
