// SPDX-License-Identifier: Apache-2.0
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
import dev.taskworkers.ui.DeadLetters.Done;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Of a pool's dead letters, the page")
@Timeout(180)
class PageDeadLettersTest {
  private static final String POOL = "media/thumbs";
  private static final String DEAD = "projects/p/subscriptions/dead";

  private final Clock clock = Clock.systemUTC();
  private final LocalCloud cloud =
      LocalCloud.start(CloudOptions.undisturbed().withPullHold(Duration.ofMillis(50)), clock);
  private final ApiServer api = ApiServer.start(clock);
  private final NamespacedKubernetesClient kubernetes = api.client();
  private final PageDeadLetters page = page(false);

  private PageDeadLetters page(boolean readOnly) {
    return new PageDeadLetters(
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
    letter(data, error, "projects/p/subscriptions/tasks");
  }

  private void letter(String data, String error, String failedOn) {
    var channel = new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true).openChannel();
    try {
      var message =
          PubsubMessage.newBuilder()
              .setData(ByteString.copyFromUtf8(data))
              .putAttributes("taskworkers-error-message", error)
              .putAttributes("taskworkers-subscription", failedOn);
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
    assertThat(found.command()).contains("--pool " + POOL);
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
        .isEqualTo(new Done("Redriven: 1. Not found: gone.", List.of(redriven)));
    assertThat(undelivered("tasks")).isEqualTo(1);
    assertThat(page.purge(POOL, List.of(id(page.list(POOL, "")))).sentence())
        .isEqualTo("Deleted: 1.");
    assertThat(undelivered("dead")).isZero();
    assertThatThrownBy(() -> page.show(POOL, redriven))
        .hasMessageContaining("is not there any more");
  }

  @Test
  void leaves_those_alone_that_another_pool_with_the_same_topic_has_given_up() {
    letter("mine", "timeout");
    letter("nobody's", "timeout", "");
    letter("theirs", "timeout", "projects/p/subscriptions/theirs");

    var found = page.list(POOL, "");
    assertThat(found.others()).isEqualTo(1);
    assertThat(found.letters())
        .extracting(letter -> letter.get("subscription"))
        .containsExactlyInAnyOrder("projects/p/subscriptions/tasks", "");
    var theirs = theirs();
    assertThatThrownBy(() -> page.show(POOL, theirs)).isInstanceOf(UsageException.class);
    assertThat(page.purge(POOL, List.of(theirs)).sentence()).contains("Not found: " + theirs);
    assertThat(page.redrive(POOL, List.of(theirs)).sentence()).contains("Not found: " + theirs);
    assertThat(undelivered("dead")).isEqualTo(3);
  }

  /** The id of the letter of another pool. */
  private String theirs() {
    var endpoint = new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true);
    try (var open = new OpenSubscription(PoolDeadLetters.all(DEAD), endpoint, 10, Instant.MAX)) {
      return open.deadLetters().take().stream()
          .filter(letter -> letter.told("subscription").endsWith("theirs"))
          .findFirst()
          .orElseThrow()
          .id();
    }
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

  @Test
  void keeps_in_its_list_what_could_not_be_redriven() {
    letter("mine", "timeout");
    letter("nobody's", "timeout", "");

    var ids = page.list(POOL, "").letters().stream().map(l -> String.valueOf(l.get("id"))).toList();
    var done = page.redrive(POOL, ids);

    assertThat(done.sentence()).contains("Redriven: 1.", "Not redriven: ");
    assertThat(done.gone()).hasSize(1);
    assertThat(page.list(POOL, "").letters())
        .extracting(letter -> letter.get("id"))
        .doesNotContainAnyElementsOf(done.gone())
        .hasSize(1);
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
