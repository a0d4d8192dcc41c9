// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.cli.options.NamedObject;
import dev.taskworkers.ui.PoolSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code kubectl twp} prints. */
final class TwpCommandTest {
  private static final String ROWS =
      """
      {"version":1,"pools":[
        {"pool":"media/calm","state":"working","level":2,"message":"Stays at 2.",
         "now":{"waitSeconds":0.0,"objectiveSeconds":30.0,"waiting":0.0,"arrivalRate":0.05,
                "ready":2,"desired":2,"binds":"nothing"}},
        {"pool":"media/late","state":"late","level":0,"message":"Up from 2 to 5.\\u001b[31m",
         "now":{"waitSeconds":300.0,"objectiveSeconds":30.0,"waiting":1250.0,"arrivalRate":7.34,
                "ready":2,"desired":5,"binds":"limit"}},
        {"pool":"music/calm","state":"as its status says","level":2,"message":"",
         "status":{"ready":1}}]}
      """;
  private static final String UNWATCHED =
      "The operator does not watch namespace media. To have it follow the pools there, name the"
          + " namespace in the chart's value namespaces, and upgrade the release.";
  private final StringWriter err = new StringWriter();

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  private static String printed(String text, BiConsumer<JsonNode, PrintWriter> print)
      throws Exception {
    var out = new StringWriter();
    var printer = new PrintWriter(out);
    print.accept(json(text), printer);
    printer.flush();
    return out.toString();
  }

  private static NamedObject pool(String name) {
    return NamedObject.parse(name, "POOL");
  }

  private PoolNumbers numbers(Optional<String> namespace) {
    PoolSource source =
        path ->
            path.equals("/pools")
                ? new PoolSource.Reply(200, ROWS, "Operator", List.of("Something is missing."))
                : new PoolSource.Reply(200, "{\"asked\":\"" + path + "\"}", "Operator", List.of());
    return new PoolNumbers(source, namespace, new PrintWriter(err));
  }

  @Test
  void top_begins_with_the_pool_that_is_ill_and_drives_no_terminal() throws Exception {
    assertThat(printed(ROWS, TopCommand::print))
        .isEqualTo(
            """
            NAMESPACE   NAME   STATE                WAIT   MAXWAIT   WAITING   IN      PODS   BINDS     WHY
            media       late   late                 5m     30s       1250      7.3/s   2/5    limit     Up from 2 to 5.\\u001b[31m
            media       calm   working              0s     30s       0         3/min   2/2    nothing   Stays at 2.
            music       calm   as its status says   -      -         -         -       1/-    -
            """);
  }

  @Test
  void top_says_that_there_are_no_pools() throws Exception {
    assertThat(printed("{\"version\":1,\"pools\":[]}", TopCommand::print))
        .isEqualTo("There are no pools.\n");
  }

  @Test
  void top_says_of_which_namespace_there_are_none_where_it_could_look_at_that_alone()
      throws Exception {
    assertThat(
            printed("{\"version\":1,\"pools\":[],\"namespaces\":[\"media\"]}", TopCommand::print))
        .isEqualTo("There are no pools in namespace media.\n");
  }

  @Test
  void top_says_of_the_namespace_that_was_asked_for_alone_what_is_there() throws Exception {
    assertThat(
            printed(
                "{\"pools\":[],\"watched\":[\"mail\",\"media\"],\"asked\":\"media\"}",
                TopCommand::print))
        .isEqualTo("There are no pools in namespace media.\n");
    assertThat(
            printed("{\"pools\":[],\"watched\":[\"mail\"],\"asked\":\"media\"}", TopCommand::print))
        .isEqualTo(UNWATCHED + "\n");
    assertThat(printed("{\"pools\":[],\"watched\":[\"mail\",\"music\"]}", TopCommand::print))
        .isEqualTo("There are no pools in the namespaces mail, music.\n");
  }

  @Test
  void a_pool_of_a_namespace_that_the_operator_does_not_watch_is_not_called_missing() {
    PoolSource source =
        path ->
            path.equals("/pools")
                ? new PoolSource.Reply(
                    200, "{\"pools\":[],\"watched\":[\"mail\"]}", "Operator", List.of())
                : new PoolSource.Reply(404, "Nothing.", "Operator", List.of());
    var numbers = new PoolNumbers(source, Optional.empty(), new PrintWriter(err));

    assertThatThrownBy(() -> numbers.pool(NamedObject.parse("media/late", "POOL")))
        .hasMessage(UNWATCHED);
    assertThatThrownBy(() -> numbers.timeline(NamedObject.parse("mail/late", "POOL")))
        .hasMessage("The operator has nothing at /pools/mail/late/timeline: Nothing.");
  }

  @Test
  void the_list_of_pools_is_read_once_for_a_pool_of_which_there_is_nothing() {
    var read = new ArrayList<String>();
    PoolSource source =
        path -> {
          read.add(path);
          return path.equals("/pools")
              ? new PoolSource.Reply(200, ROWS, "Operator", List.of())
              : new PoolSource.Reply(404, "Nothing.", "Operator", List.of());
        };
    var numbers = new PoolNumbers(source, Optional.empty(), new PrintWriter(err));

    assertThatThrownBy(() -> numbers.pool(pool("late"))).hasMessageContaining("Nothing.");

    assertThat(read).containsExactly("/pools", "/pools/media/late");
  }

  @DisplayName("A timeline asks for the decisions whose sentences the operator tells only then:")
  @ParameterizedTest(name = "where {0} is answered, it has {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"decisions":[{"to":1},{"to":2}]} | {"decisions":[{"to":1},{"to":2}]}
          {}                                | {"decisions":[{"to":2}]}
          """)
  void a_timeline_has_all_decisions(String all, String told) {
    PoolSource source =
        path ->
            new PoolSource.Reply(
                200,
                path.endsWith("/timeline")
                    ? "{\"earlier\":{\"at\":[1]},\"decisions\":[{\"to\":2}]}"
                    : all,
                "Operator",
                List.of());
    var numbers = new PoolNumbers(source, Optional.empty(), new PrintWriter(err));

    assertThat(numbers.timeline(pool("media/late")).toString()).isEqualTo(told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "\"text\"", "", "<html>"})
  void an_answer_that_is_no_object_is_told_in_a_sentence(String answer) {
    PoolSource source = path -> new PoolSource.Reply(200, answer, "Operator", List.of());
    var numbers = new PoolNumbers(source, Optional.empty(), new PrintWriter(err));

    assertThatThrownBy(() -> numbers.timeline(pool("media/late")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The operator's answer at /pools/media/late/timeline is no JSON object.");
  }

  @Test
  void why_tells_the_arithmetic_and_what_binds() throws Exception {
    assertThat(
            printed(
                """
                {"look":{"decision":{"message":"Stays at 5: maxReplicas allows 5."},"arithmetic":{
                  "arrivalRate":7.3,"taskSeconds":5.0,"measured":true,"busySlots":36.5,
                  "slotsPerPod":4,"podsForArrivals":11,"waiting":45,"queued":160,
                  "timeToReadySeconds":20.0,"drainSeconds":30.0,"podsForQueue":15,"podsOfUse":60,
                  "demand":15,"guarded":15,"minReplicas":0,"maxReplicas":5,"decided":5,
                  "reason":"Maximum","binds":"limit"}}}
                """,
                WhyCommand::print))
        .contains(
            "Stays at 5: maxReplicas allows 5.",
            "11     7.3/s arrive and each takes 5s: 37 run at once, with room for chance, 4 to a pod",
            "15     45 wait, 160 when new pods are ready in 20s; to work them off within 30s",
            "5      are asked for; what binds: limit (Maximum)")
        .doesNotContain("rate limit", "pins");
  }

  @Test
  void why_and_workers_say_what_is_wrong_with_a_pool_that_is_not_followed() throws Exception {
    for (var print :
        List.<BiConsumer<JsonNode, PrintWriter>>of(WhyCommand::print, WorkersCommand::print)) {
      assertThat(printed("{\"problem\":\"No such subscription.\"}", print))
          .isEqualTo("No such subscription.\n");
    }
  }

  @Test
  void timeline_tells_troubles_and_decisions() throws Exception {
    assertThat(
            printed(
                """
                {"since":"2026-01-01T11:00:00Z",
                 "troubles":[{"kind":"workers unheard","from":1767268800,"to":1767268860}],
                 "decisions":[{"at":"2026-01-01T12:00:05.123Z","from":1,"to":2,"reason":"Backlog",
                               "message":"Up from 1 to 2."}]}
                """,
                TimelineCommand::print))
        .isEqualTo(
            """
            Known since 2026-01-01T11:00:00Z.

            FROM                   TO                     TROUBLE
            2026-01-01T12:00:00Z   2026-01-01T12:01:00Z   workers unheard

            AT                     FROM   TO   REASON    WHY
            2026-01-01T12:00:05Z   1      2    Backlog   Up from 1 to 2.
            """);
  }

  @Test
  void workers_tells_what_each_does_as_far_as_it_is_heard() throws Exception {
    assertThat(
            printed(
                """
                {"look":{"workers":[
                  {"pod":"a-1","state":"busy","report":{"busy":3,"slots":4,
                   "longestRunSeconds":12.3,"failed":1}},
                  {"pod":"a-2","state":"silent"},
                  {"pod":"a-3","state":"busy","report":{"slotsBusy":4,"busy":9,"slots":4,
                   "longestRunSeconds":2,"failed":0}}]}}
                """,
                WorkersCommand::print))
        .isEqualTo(
            """
            POD   STATE    BUSY   SLOTS   LONGEST   FAILED   PROBLEM
            a-1   busy     3      4       12s       1
            a-2   silent   -      -       -         -
            a-3   busy     4      4       2s        0
            """);
  }

  @Test
  void workers_tells_which_tasks_have_run_longest_against_their_limit() throws Exception {
    assertThat(
            printed(
                """
                {"look":{"workers":[],"running":[
                  {"pod":"a-1","task":"815\\u001b[31m","attempt":2,"seconds":640.5,
                   "limitSeconds":600.0,"stuck":true},
                  {"pod":"a-2","task":"4711","attempt":1,"seconds":12.3,
                   "limitSeconds":600.0,"stuck":false}]}}
                """,
                WorkersCommand::print))
        .endsWith(
            """
            TASK            POD   ATTEMPT   RUNS   LIMIT   STUCK
            815\\u001b[31m   a-1   2         11m    10m     stuck
            4711            a-2   1         12s    10m
            """);
  }

  @Test
  void failures_tells_how_often_and_when_tasks_failed_in_each_way() throws Exception {
    assertThat(
            printed(
                """
                {"look":{"failures":{"groups":[
                  {"kind":"exit","message":"It ended with 3.\\u001b[31m","count":12,"perMinute":0.4,
                   "first":"2026-01-01T11:00:00.123Z","last":"2026-01-01T12:00:00Z",
                   "task":"4711"}]}}}
                """,
                FailuresCommand::print))
        .isEqualTo(
            """
            TIMES   NOW       FIRST                  LAST                   LAST TASK   CLASS   MESSAGE
            12      0.4/min   2026-01-01T11:00:00Z   2026-01-01T12:00:00Z   4711        exit    It ended with 3.\\u001b[31m
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'look':{'trust':{'workersHeard':2},'failures':{'failed':0}}}"
            + "| No worker has reported how a task failed.",
        "{'look':{'trust':{},'failures':{'failed':0}}} | The workers of this pool don't report.",
        "{'look':{'trust':{'workersHeard':2},'failures':{'failed':3,'finished':200,"
            + "'withinSeconds':120,'groups':[]}}}"
            + "| 3 of 200 runs failed in the last 2m; these workers don't say how.",
        "{'problem':'No such subscription.'} | No such subscription.",
        "{} | The pool was not looked at yet.",
      },
      quoteCharacter = '"')
  void failures_says_why_it_has_none_to_tell(String pool, String sentence) throws Exception {
    assertThat(printed(pool.replace('\'', '"'), FailuresCommand::print)).isEqualTo(sentence + "\n");
  }

  @Test
  void a_name_alone_is_found_and_what_is_missing_is_said() {
    assertThat(numbers(Optional.empty()).pool(pool("late")).path("asked").asText())
        .isEqualTo("/pools/media/late");
    assertThat(err.toString()).contains("Something is missing.");
    assertThat(numbers(Optional.of("media")).pool(pool("calm")).path("asked").asText())
        .isEqualTo("/pools/media/calm");
    assertThat(numbers(Optional.empty()).timeline(pool("music/calm")).path("asked").asText())
        .isEqualTo("/pools/music/calm/timeline");
  }

  @Test
  void a_name_that_two_pools_have_or_none_is_asked_for_in_whole() {
    assertThatThrownBy(() -> numbers(Optional.empty()).pool(pool("calm")))
        .hasMessage(
            "Expected one pool with the name calm, but found media/calm, music/calm; say"
                + " NAMESPACE/NAME.");
    assertThatThrownBy(() -> numbers(Optional.empty()).pool(pool("other")))
        .hasMessageContaining("found none");
  }
}
