// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.fixtures.Tasks;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A dead letter")
class DeadLetterTest {
  private static final DeadLetter.Origin ORIGIN =
      new DeadLetter.Origin("projects/p/subscriptions/s", "pod-1", "image:1");
  private static final Instant SEEN = Instant.parse("2026-01-01T00:05:00Z");

  @Test
  void keeps_the_task_and_tells_what_happened() {
    var letter = letter(Map.of("k", "v"), new Failure("exit", "The program ended with 65.", "oh"));
    assertThat(letter.payload().text()).isEqualTo("data");
    assertThat(letter.attributes())
        .containsOnly(
            Map.entry("k", "v"),
            Map.entry("taskworkers-error-class", "exit"),
            Map.entry("taskworkers-error-message", "The program ended with 65."),
            Map.entry("taskworkers-attempts", "5"),
            Map.entry("taskworkers-message-id", "id-1"),
            Map.entry("taskworkers-subscription", "projects/p/subscriptions/s"),
            Map.entry("taskworkers-publish-time", "2026-01-01T00:00:00Z"),
            Map.entry("taskworkers-first-seen", "2026-01-01T00:05:00Z"),
            Map.entry("taskworkers-pod", "pod-1"),
            Map.entry("taskworkers-image", "image:1"),
            Map.entry("taskworkers-output-1", "oh"));
  }

  @Test
  void carries_the_last_four_kibibytes_of_output_in_pieces() {
    var output = "x".repeat(1000) + "y".repeat(4095) + "!";
    var attributes = letter(Map.of(), new Failure("exit", "Bad.", output)).attributes();
    var joined =
        IntStream.rangeClosed(1, 4)
            .mapToObj(piece -> attributes.get("taskworkers-output-" + piece))
            .collect(Collectors.joining());
    assertThat(joined).isEqualTo("y".repeat(4095) + "!");
  }

  @Test
  void fits_into_pubsubs_limits_whatever_the_task_brings() {
    var full = IntStream.range(0, 97).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));
    var attributes = letter(full, new Failure("exit", "ü".repeat(2000), "")).attributes();
    assertThat(attributes).hasSizeLessThanOrEqualTo(100).containsKeys("k0", "k96");
    assertThat(PackedAttributes.unpack(attributes))
        .containsEntry("taskworkers-error-class", "exit");
    assertThat(attributes.values())
        .allMatch(value -> value.getBytes(StandardCharsets.UTF_8).length <= 1024);
  }

  @Test
  void says_where_it_comes_from_whatever_the_task_brings() {
    var full = IntStream.range(0, 99).boxed().collect(Collectors.toMap(i -> "K" + i, i -> "v"));
    full.put("CloudPubSubDeadLetterSourceSubscription", "orders");
    full.put("CloudPubSubDeadLetterSourceSubscriptionProject", "victim");

    var attributes = letter(full, new Failure("exit", "no", "")).attributes();
    assertThat(attributes).hasSize(100);
    assertThat(PackedAttributes.unpack(attributes))
        .containsEntry("taskworkers-subscription", ORIGIN.subscription())
        .noneSatisfy((name, value) -> assertThat(name).startsWith("CloudPubSub"));
  }

  @Test
  void forgets_what_an_earlier_death_said() {
    var again = Map.of("taskworkers-attempts", "9", "taskworkers-output-4", "old");
    assertThat(letter(again, Failure.of("exit", "Bad.")).attributes())
        .containsEntry("taskworkers-attempts", "5")
        .doesNotContainKey("taskworkers-output-4");
  }

  private static DeadLetter letter(Map<String, String> attributes, Failure failure) {
    return DeadLetter.of(Tasks.of("data", attributes), failure, 5, SEEN, ORIGIN);
  }

  @DisplayName("leaves out what does not fit into 10 MB, its output first")
  @ParameterizedTest(name = "with {0} bytes of data")
  @ValueSource(ints = {9_000_000, 9_995_000, 9_998_500, 9_999_000, 9_999_480})
  void fits(int bytes) {
    var task = new Task("1", Payload.of(new byte[bytes]), Map.of("k", "v"), "", Instant.EPOCH);
    var failure = new Failure("exit", "It ended with 65.", "x".repeat(4096));
    var letter =
        DeadLetter.of(
            task, failure, 1, Instant.EPOCH, new DeadLetter.Origin("projects/p/s", "pod", "image"));
    assertThat(letter.attributes()).containsEntry("k", "v");
    assertThat(request(letter)).isLessThanOrEqualTo(10_000_000);
    assertThat(letter.attributes().containsKey("taskworkers-output-4"))
        .isEqualTo(bytes == 9_000_000);
    assertThat(letter.attributes().containsKey("taskworkers-error-class"))
        .isEqualTo(bytes < 9_999_480);
  }

  @Test
  void of_a_task_with_a_hundred_attributes_near_10_MB_says_where_it_comes_from() {
    var tasks =
        IntStream.range(0, 100).boxed().collect(Collectors.toMap(i -> "name-" + i, i -> "v" + i));
    var subscription = "taskworkers-subscription";
    var ours = new LinkedHashMap<String, String>();
    ours.put(subscription, "projects/p/subscriptions/s");
    ours.put("taskworkers-error-class", "exit");
    ours.put("taskworkers-error-message", "It ended with 65.");
    ours.put("taskworkers-attempts", "3");
    for (var left = 0; left <= 4000; left++) {
      var letter = LetterAttributes.of(tasks, ours, left);

      assertThat(letter).as("%d bytes are left", left).hasSizeLessThanOrEqualTo(100);
      assertThat(bytes(letter) - bytes(tasks)).isLessThanOrEqualTo(left);
      var fits = left >= DeadLetter.size(subscription, ours.get(subscription));
      assertThat(PackedAttributes.unpack(letter).get(subscription))
          .as("%d bytes are left", left)
          .isEqualTo(fits ? ours.get(subscription) : null);
      assertThat(PackedAttributes.unpack(letter).keySet().stream().filter(tasks::containsKey))
          .as("the task's own where %d bytes are left", left)
          .hasSizeGreaterThanOrEqualTo(fits ? 99 : 100);
    }
  }

  private static int bytes(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .mapToInt(attribute -> DeadLetter.size(attribute.getKey(), attribute.getValue()))
        .sum();
  }

  private static int request(DeadLetter letter) {
    return PublishRequest.newBuilder()
        .setTopic("projects/a-project/topics/" + "t".repeat(255))
        .addMessages(
            PubsubMessage.newBuilder()
                .setData(ByteString.copyFrom(letter.payload().bytes()))
                .putAllAttributes(letter.attributes()))
        .build()
        .getSerializedSize();
  }

  @Test
  void renames_attributes_that_nobody_may_publish() {
    var task =
        new Task(
            "1",
            Payload.of("x"),
            Map.of("googclient_traceparent", "00-1", "k", "v"),
            "",
            Instant.EPOCH);
    var letter =
        DeadLetter.of(
            task,
            Failure.of("exit", "no"),
            1,
            Instant.EPOCH,
            new DeadLetter.Origin("projects/p/s", "pod", "image"));
    assertThat(letter.attributes())
        .doesNotContainKey("googclient_traceparent")
        .containsEntry("taskworkers-googclient_traceparent", "00-1");
  }
}
