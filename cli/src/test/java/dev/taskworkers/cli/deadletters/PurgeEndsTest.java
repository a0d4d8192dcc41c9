// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.ReceivedMessage;
import io.grpc.Status;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

@DisplayName("Of the ids that are asked for, a purge")
@Timeout(180)
class PurgeEndsTest {
  private static final Map<String, String> REDRIVEN =
      Map.of("taskworkers-redrives", "1", "taskworkers-previous-errors", "exit after 5 attempts");

  private static final Condition<String> GIVEN_BACK =
      new Condition<>(lease -> lease.endsWith("=0"), "given back");

  private final FakePubSub pubsub = new FakePubSub();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void keepTheOrder() {
    pubsub.ordering = true;
  }

  @AfterEach
  void stop() {
    pubsub.close();
  }

  private void letters(String... ids) {
    pubsub.pulls.add(Stream.of(ids).map(PurgeEndsTest::letter).toList());
  }

  private static ReceivedMessage letter(String id) {
    return told(id, Map.of("taskworkers-subscription", "projects/p/subscriptions/tasks"));
  }

  private static ReceivedMessage told(String id, Map<String, String> attributes) {
    return FakePubSub.letter(id, "ack-" + id, Instant.EPOCH, attributes);
  }

  private int purge(String... ids) {
    var command =
        new CommandLine(new DeadLettersCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler((exception, failing, parsed) -> 1);
    var mixin = command.getSubcommands().get("purge").getCommandSpec().mixins().get("options");
    ((DeadLetterOptions) mixin.userObject())
        .environment(Map.of("PUBSUB_EMULATOR_HOST", pubsub.target()));
    var words = Stream.of("purge", "--yes", "--project", "p", "--subscription", "dead");
    return command.execute(Stream.concat(words, Stream.of(ids)).toArray(String[]::new));
  }

  @Test
  void has_not_reached_what_comes_after_an_error() {
    letters("a");
    pubsub.afterTheScript = Status.INTERNAL;
    assertThat(purge("a", "b", "c")).isEqualTo(1);
    assertThat(pubsub.acknowledged).containsExactly("ack-a");
    assertThat(out.toString()).contains("deleted: 1");
    assertThat(err.toString()).contains("not reached: b, c").doesNotContain("not found");
  }

  @Test
  void has_not_found_what_is_none_of_all_dead_letters() {
    letters("a", "other");
    assertThat(purge("a", "b")).isEqualTo(1);
    assertThat(out.toString()).contains("deleted: 1");
    assertThat(err.toString()).contains("not found: b").doesNotContain("not reached");
  }

  @Test
  void has_not_reached_what_may_follow_a_dead_letter_of_an_ordering_key_that_stays() {
    pubsub.pulls.add(List.of(keyed("other")));
    assertThat(purge("b")).isEqualTo(1);
    assertThat(err.toString())
        .contains("not reached: b", "There may be more of these ordering keys")
        .doesNotContain("not found");
  }

  @Test
  void has_looked_at_all_when_no_dead_letter_of_an_ordering_key_stays() {
    pubsub.pulls.add(List.of(keyed("a")));
    assertThat(purge("a", "b")).isEqualTo(1);
    assertThat(err.toString()).contains("not found: b").doesNotContain("There may be more");
  }

  @Test
  void has_looked_at_all_where_the_subscription_keeps_no_order() {
    pubsub.ordering = false;
    pubsub.pulls.add(List.of(keyed("other"), keyed("a")));
    assertThat(purge("a", "b")).isEqualTo(1);
    assertThat(pubsub.acknowledged).containsExactly("ack-a");
    assertThat(err.toString()).contains("not found: b").doesNotContain("There may be more");
  }

  @Test
  void leaves_what_follows_a_dead_letter_of_its_ordering_key_that_is_not_meant() {
    pubsub.pulls.add(List.of(keyed("other"), keyed("b"), letter("c")));
    assertThat(purge("b", "c")).isEqualTo(1);
    assertThat(pubsub.acknowledged).containsExactly("ack-c");
    assertThat(err.toString()).contains("not reached: b");
  }

  @Test
  void takes_the_order_for_kept_where_it_may_not_read_the_subscription() {
    pubsub.reading = Status.PERMISSION_DENIED;
    pubsub.pulls.add(List.of(keyed("other"), keyed("b")));
    assertThat(purge("b")).isEqualTo(1);
    assertThat(pubsub.acknowledged).isEmpty();
    assertThat(err.toString()).contains("not reached: b");
  }

  @Test
  void may_have_done_that_at_which_an_error_came() {
    letters("a", "b");
    pubsub.acknowledging = Status.INTERNAL;
    assertThat(purge("a", "b", "c", "--format", "json")).isEqualTo(1);
    assertThat(out.toString())
        .contains("\"deleted\" : 0")
        .contains("\"inDoubt\" : [ \"a\", \"b\" ]");
    assertThat(err.toString())
        .contains("perhaps deleted, for Pub/Sub gave no answer: a, b", "not reached: c");
  }

  private static ReceivedMessage keyed(String id) {
    return FakePubSub.keyed(letter(id), "customer-1");
  }

  @Test
  void names_those_in_doubt_where_pubsub_refuses_some_of_them() {
    letters("a", "b");
    pubsub.acknowledging = Status.INVALID_ARGUMENT;
    assertThat(purge("--format", "json")).isEqualTo(1);
    assertThat(out.toString()).contains("\"inDoubt\" : [ \"a\", \"b\" ]");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void deletes_only_messages_that_say_that_they_are_dead_letters(
      String who, Map<String, String> attributes, boolean isDeadLetter) {
    pubsub.pulls.add(List.of(told("a", attributes), letter("b")));
    assertThat(purge()).isEqualTo(isDeadLetter ? 0 : 1);
    assertThat(pubsub.acknowledged.contains("ack-a")).isEqualTo(isDeadLetter);
    assertThat(pubsub.acknowledged).contains("ack-b");
    assertThat(pubsub.leases.contains("ack-a=0")).isEqualTo(!isDeadLetter);
  }

  static Stream<Arguments> deletes_only_messages_that_say_that_they_are_dead_letters() {
    return Stream.of(
        Arguments.of("a task", Map.of("customer", "7"), false),
        Arguments.of("a task that was redriven", REDRIVEN, false),
        Arguments.of("of a worker", Map.of("taskworkers-subscription", "s"), true),
        Arguments.of(
            "of a worker, packed",
            Map.of("taskworkers-packed-1", "{\".subscription\":\"s\"}"),
            true),
        Arguments.of(
            "of Pub/Sub itself", Map.of("CloudPubSubDeadLetterSourceDeliveryCount", "5"), true));
  }

  @Test
  void says_how_many_messages_it_left_that_are_no_dead_letters() {
    pubsub.pulls.add(List.of(told("a", Map.of()), told("b", REDRIVEN)));
    assertThat(purge("--format", "json")).isEqualTo(1);
    assertThat(out.toString()).contains("\"deleted\" : 0", "\"notDeadLetters\" : 2");
    assertThat(err.toString())
        .contains(
            "left: 2, because these messages do not say that they are dead letters: is"
                + " projects/p/subscriptions/dead the subscription of a dead-letter topic?");
  }

  @ParameterizedTest(name = "{0} at a time, published at {1}: {2}")
  @CsvSource({
    "1, 1970-01-01T00:00:00Z, 3",
    "1, 9999-01-01T00:00:00Z, 3",
    "100, 1970-01-01T00:00:00Z, 100"
  })
  void stops_at_the_tasks_of_a_subscription_that_always_has_more(
      int atATime, Instant published, int held) {
    pubsub.endless = atATime;
    pubsub.taskPublished = published;
    assertThat(purge()).isEqualTo(1);
    assertThat(pubsub.acknowledged).isEmpty();
    assertThat(err.toString()).contains("left: " + held + ", because these messages do not say");
    assertThat(pubsub.leases).hasSize(2 * held).areExactly(held, GIVEN_BACK);
  }

  @Test
  void goes_on_past_messages_of_others_once_it_has_found_a_dead_letter() {
    letters("a");
    for (var number = 0; number < 5; number++) {
      pubsub.pulls.add(List.of(told("task-" + number, Map.of())));
    }
    letters("b");
    assertThat(purge()).isEqualTo(1);
    assertThat(pubsub.acknowledged).containsExactly("ack-a", "ack-b");
  }

  @Test
  void names_what_it_has_not_reached_where_only_tasks_come() {
    pubsub.endless = 1;
    assertThat(purge("a")).isEqualTo(1);
    assertThat(err.toString()).contains("not reached: a", "left: 3, because these messages");
  }

  @Test
  void has_found_a_message_that_it_leaves_because_it_is_no_dead_letter() {
    pubsub.pulls.add(List.of(told("a", Map.of())));
    assertThat(purge("a")).isEqualTo(1);
    assertThat(err.toString()).contains("left: 1, because").doesNotContain("not found");
  }
}
