// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.fixtures.Tasks;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Of a task that brings as many attributes as Pub/Sub takes, nothing is lost in a dead letter. */
class PackedAttributesTest {
  private static final DeadLetter.Origin ORIGIN =
      new DeadLetter.Origin(
          "projects/a-project/subscriptions/" + "s".repeat(255), "p".repeat(253), "i".repeat(500));

  private static final Failure FAILURE =
      new Failure("com.example.Broken", "It \"broke\".\n" + "m".repeat(2000), "o".repeat(9000));

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(100).filter(PackedAttributesTest::isUnicode),
        Arbitraries.strings().withChars('"', '\\', '\n', 'ü', 'x').ofMaxLength(300),
        Arbitraries.of("", ".", "=", "taskworkers", "{", "x".repeat(1024), "ü".repeat(512)));
  }

  /** As all text is that Pub/Sub delivers. */
  private static boolean isUnicode(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static Map<String, String> letter(Map<String, String> attributes) {
    return DeadLetter.of(Tasks.of("data", attributes), FAILURE, 1_000_000, Instant.EPOCH, ORIGIN)
        .attributes();
  }

  @Property(tries = 300, seed = "7")
  void keep_what_the_task_brings_and_what_becomes_of_it(
      @ForAll("texts") String first,
      @ForAll("texts") String other,
      @ForAll @IntRange(min = 80, max = 100) int count) {
    var brought = new HashMap<String, String>();
    for (var each = 0; each < count; each++) {
      // One in ten is short, so that there is room at all.
      brought.put("key-" + each, each % 10 == 0 ? "" : each % 2 == 0 ? first : other);
    }
    var redriven = new HashMap<>(brought);
    redriven.put("taskworkers-redrives", "123456789");

    var attributes = letter(redriven);

    assertThat(attributes).hasSizeLessThanOrEqualTo(100);
    attributes.forEach(
        (name, value) -> {
          assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(256);
          assertThat(value.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1024);
        });
    assertThat(PackedAttributes.unpack(attributes))
        .containsAllEntriesOf(brought)
        .containsEntry("taskworkers-subscription", ORIGIN.subscription())
        .containsEntry("taskworkers-error-class", FAILURE.kind())
        .containsEntry("taskworkers-attempts", "1000000")
        .containsEntry("taskworkers-message-id", "id-1")
        .containsEntry("taskworkers-redrives", "123456789");
  }

  @Example
  void are_none_where_there_is_room_for_all() {
    assertThat(letter(Map.of("k", "v")).keySet()).noneMatch(name -> name.contains("packed"));
  }

  @Example
  void leave_one_of_the_tasks_out_where_all_are_as_large_as_may_be() {
    var brought = new HashMap<String, String>();
    for (var each = 100; each < 200; each++) {
      brought.put(each + "k".repeat(253), "v".repeat(1024));
    }

    var attributes = letter(brought);

    assertThat(attributes).hasSize(100);
    assertThat(PackedAttributes.unpack(attributes))
        .containsEntry("taskworkers-subscription", ORIGIN.subscription())
        .containsEntry("taskworkers-error-class", FAILURE.kind());
    assertThat(brought)
        .containsKeys(
            attributes.keySet().stream()
                .filter(name -> name.endsWith("kkk"))
                .toArray(String[]::new));
  }

  @Property(tries = 300, seed = "7")
  void that_a_publisher_has_made_up_are_read_or_left_as_they_are(@ForAll("texts") String text) {
    var made = Map.of("taskworkers-packed-1", text, "k", "v");
    assertThat(PackedAttributes.unpack(made)).containsEntry("k", "v");
  }

  @Example
  void tell_nothing_of_what_pubsub_alone_says() {
    var made =
        Map.of(
            "taskworkers-packed-1",
            "{\"=CloudPubSubDeadLetterSourceSubscription\":\"victim\",\"=taskworkers-pod\":\"p\"}",
            "k",
            "v");
    assertThat(PackedAttributes.unpack(made)).containsOnlyKeys("k");
  }
}
