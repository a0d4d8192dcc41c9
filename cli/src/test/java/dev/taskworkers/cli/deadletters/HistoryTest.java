// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.taskworkers.worker.api.Failure;
import dev.taskworkers.worker.api.Payload;
import dev.taskworkers.worker.api.Task;
import dev.taskworkers.worker.failure.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The history of a redriven task")
class HistoryTest {
  private static DeadLetterMessage letter(Map<String, String> attributes) {
    return new DeadLetterMessage(
        "ack", "1", ByteString.EMPTY, attributes, "", Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void has_its_own_attributes_and_why_it_was_given_up_but_none_of_the_old_story() {
    var letter =
        letter(
            Map.of(
                "k", "v",
                "taskworkers-error-class", "exit",
                "taskworkers-error-message", "It ended with 65.",
                "taskworkers-attempts", "3",
                "taskworkers-pod", "a"));
    assertThat(History.attributes(letter))
        .containsOnly(
            Map.entry("k", "v"),
            Map.entry("taskworkers-redrives", "1"),
            Map.entry(
                "taskworkers-previous-errors",
                "2026-01-01T00:00:00Z exit after 3 attempts: It ended with 65."));
  }

  @Test
  void grows_by_a_line_each_time() {
    var letter =
        letter(
            Map.of(
                "taskworkers-error-class", "timeout",
                "taskworkers-error-message", "Too long.",
                "taskworkers-attempts", "1",
                "taskworkers-redrives", "4",
                "taskworkers-previous-errors", "before"));
    assertThat(History.attributes(letter))
        .containsEntry("taskworkers-redrives", "5")
        .containsEntry(
            "taskworkers-previous-errors",
            "2026-01-01T00:00:00Z timeout after 1 attempts: Too long.\nbefore");
  }

  @Test
  void stays_within_what_pubsub_takes() {
    var attributes = new HashMap<String, String>();
    for (int number = 0; number < 99; number++) {
      attributes.put("k" + number, "v");
    }
    attributes.put("taskworkers-previous-errors", "ä".repeat(512));
    assertThat(History.attributes(letter(attributes))).hasSize(100);
    attributes.keySet().removeIf(name -> name.startsWith("k"));
    var errors = History.attributes(letter(attributes)).get("taskworkers-previous-errors");
    assertThat(errors.getBytes(StandardCharsets.UTF_8).length).isBetween(1000, 1024);
    assertThat(errors).endsWith(" …");
  }

  @Test
  void is_known_where_the_task_brings_so_many_attributes_that_the_worker_has_packed_its_own() {
    var brought = new HashMap<String, String>();
    for (int number = 0; number < 99; number++) {
      brought.put("k" + number, "v" + number);
    }
    var redriven = new HashMap<>(brought);
    redriven.put("taskworkers-redrives", "2");
    var task = new Task("1", Payload.of("x"), redriven, "", Instant.EPOCH);
    var letter =
        letter(
            DeadLetter.of(
                    task,
                    Failure.of("exit", "It ended with 65."),
                    3,
                    Instant.EPOCH,
                    new DeadLetter.Origin("projects/p/subscriptions/tasks", "pod", "image"))
                .attributes());

    assertThat(letter.told("error-class")).isEqualTo("exit");
    assertThat(letter.told("error-message")).isEqualTo("It ended with 65.");
    assertThat(letter.attempts()).isEqualTo("3");
    assertThat(letter.sourceSubscription()).contains("projects/p/subscriptions/tasks");
    assertThat(letter.original()).isEqualTo(brought);
    assertThat(History.attributes(letter))
        .containsAllEntriesOf(brought)
        .containsEntry("taskworkers-redrives", "3");
  }

  @Test
  void knows_the_words_of_pubsubs_own_dead_letters() {
    var letter =
        letter(
            Map.of(
                "k", "v",
                "CloudPubSubDeadLetterSourceSubscription", "tasks",
                "CloudPubSubDeadLetterSourceSubscriptionProject", "p",
                "CloudPubSubDeadLetterSourceDeliveryCount", "5"));
    assertThat(letter.sourceSubscription()).contains("projects/p/subscriptions/tasks");
    assertThat(letter.attempts()).isEqualTo("5");
    assertThat(History.attributes(letter))
        .containsOnlyKeys("k", "taskworkers-redrives", "taskworkers-previous-errors");
  }
}
