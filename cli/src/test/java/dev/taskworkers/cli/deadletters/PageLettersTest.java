package dev.taskworkers.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import com.google.pubsub.v1.Subscription;
import dev.taskworkers.crds.TaskWorkerPool;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import dev.taskworkers.localcluster.ApiServer;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.runtime.UsageException;
import dev.taskworkers.ui.DeadLetters;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Of a pool's dead letters, the page")
@Timeout(180)
class PageLettersTest {
  private static final String POOL = "media/thumbs";
  private static final String DEAD = "projects/p/subscriptions/dead";

  private final Clock clock = Clock.systemUTC();
  private final LocalCloud cloud =
      LocalCloud.start(CloudOptions.kind().withPullHold(Duration.ofMillis(300)), clock);
  private final ApiServer api = ApiServer.start(clock);
  private final NamespacedKubernetesClient kubernetes = api.client();
  private final PageLetters page = page(false);

  private PageLetters page(boolean readOnly) {
    return new PageLetters(
        kubernetes,
        Map.of("PUBSUB_EMULATOR_HOST", "127.0.0.1:" + cloud.pubsubPort()),
        clock,
        readOnly);
  }

  @BeforeEach
  void create() {
    provision("tasks");
    provision("dead");
    pool("thumbs", ", deadLetter: {topic: dead}");
  }

  private void provision(String id) {
    Provision.create(
        "127.0.0.1",
        cloud.pubsubPort(),
        "projects/p/topics/" + id,
        "projects/p/subscriptions/" + id);
  }

  private void pool(String name, String more) {
    kubernetes
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: taskworkers.dev/v1beta1
                kind: TaskWorkerPool
                metadata: {namespace: media, name: %s}
                spec: {subscription: projects/p/subscriptions/tasks%s}
                """
                    .formatted(name, more),
                TaskWorkerPool.class))
        .create();
  }

  @AfterEach
  void stop() {
    kubernetes.close();
    api.close();
    cloud.close();
  }

  private void letter(String data, String error) {
    var channel = new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true).openChannel();
    try {
      var message =
          PubsubMessage.newBuilder()
              .setData(ByteString.copyFromUtf8(data))
              .putAttributes("taskworkers-error-message", error)
              .putAttributes("taskworkers-subscription", "projects/p/subscriptions/tasks");
      var unused =
          PublisherGrpc.newBlockingStub(channel)
              .publish(
                  PublishRequest.newBuilder()
                      .setTopic("projects/p/topics/dead")
                      .addMessages(message)
                      .build());
    } finally {
      channel.shutdownNow();
    }
  }

  private long undelivered(String id) {
    return cloud.subscription("projects/p/subscriptions/" + id).orElseThrow().undelivered();
  }

  @Test
  void lists_those_that_match_without_their_payloads_and_leaves_them_where_they_are() {
    letter("secret one", "timeout");
    letter("secret two", "out of memory");

    var found = page.list(POOL, "TIME");

    assertThat(found.looked()).isEqualTo(2);
    assertThat(found.letters()).hasSize(1);
    assertThat(found.letters().get(0)).containsEntry("errorMessage", "timeout");
    assertThat(found.toString()).doesNotContain("secret");
    assertThat(found.command()).contains("--subscription " + DEAD);
    assertThat(cloud.subscription(DEAD).orElseThrow().leased()).isZero();
    assertThat(page.show(POOL, id(found))).containsEntry("data", "secret one");
    assertThat(undelivered("dead")).isEqualTo(2);
  }

  private static String id(DeadLetters.Found found) {
    return String.valueOf(found.letters().get(0).get("id"));
  }

  @Test
  void redrives_and_purges_those_that_are_named_and_says_what_came_of_it() {
    letter("one", "timeout");
    letter("two", "out of memory");

    var redriven = id(page.list(POOL, "timeout"));
    assertThat(page.redrive(POOL, List.of(redriven, "gone")))
        .isEqualTo("Redriven: 1. Not found: gone.");
    assertThat(undelivered("tasks")).isEqualTo(1);
    assertThat(page.purge(POOL, List.of(id(page.list(POOL, ""))))).isEqualTo("Deleted: 1.");
    assertThat(undelivered("dead")).isZero();
    assertThatThrownBy(() -> page.show(POOL, redriven))
        .hasMessageContaining("is not there any more");
  }

  @Test
  void changes_nothing_for_who_may_only_read() {
    letter("one", "timeout");

    var found = page(true).list(POOL, "");

    assertThat(found.mayChange()).isFalse();
    assertThatThrownBy(() -> page(true).purge(POOL, List.of(id(found))))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> page(true).redrive(POOL, List.of(id(found))))
        .isInstanceOf(UsageException.class);
    assertThat(undelivered("dead")).isEqualTo(1);
  }

  private void secondSubscription() {
    var channel = new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true).openChannel();
    try {
      var unused =
          SubscriberGrpc.newBlockingStub(channel)
              .createSubscription(
                  Subscription.newBuilder()
                      .setName("projects/p/subscriptions/second")
                      .setTopic("projects/p/topics/dead")
                      .build());
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void says_where_there_are_none_to_be_found() {
    pool("plain", "");
    pool("lost", ", deadLetter: {topic: nowhere}");
    secondSubscription();

    assertThatThrownBy(() -> page.list("media/none", "")).hasMessageContaining("there is no pool");
    assertThatThrownBy(() -> page.list("media", "")).hasMessageContaining("NAMESPACE/NAME");
    assertThatThrownBy(() -> page.list("media/plain", ""))
        .hasMessageContaining("spec.deadLetter is not set");
    assertThatThrownBy(() -> page.list("media/lost", "")).hasMessageContaining("NOT_FOUND");
    assertThatThrownBy(() -> page.list(POOL, ""))
        .hasMessageContaining("Expected one subscription of the dead-letter topic")
        .hasMessageContaining("subscriptions/second");
  }
}
