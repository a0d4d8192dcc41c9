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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@DisplayName("Of the ids that are asked for, a purge")
@Timeout(60)
class PurgeEndsTest {
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
    return FakePubSub.letter(id, "ack-" + id, Instant.EPOCH, Map.of());
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
}
