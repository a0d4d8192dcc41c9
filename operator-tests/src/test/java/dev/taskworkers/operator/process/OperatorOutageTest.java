// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.PoolEvents;
import dev.taskworkers.operator.pool.PoolReconciler;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.runtime.FreePort;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator while its API server is away. */
final class OperatorOutageTest extends OperatorOnFastClock {
  private static final Map<String, String> ELECTED =
      Map.of(EnvVars.LEADER_ELECTION, "true", "POD_NAMESPACE", "system", "HOSTNAME", "me");

  private Gate gate;

  @BeforeEach
  void startGate() {
    // Tests need not wait for its end.
    term = Duration.ofSeconds(2);
    gate = new Gate(cluster.url());
  }

  @AfterEach
  void closeGate() {
    gate.open();
    operators.forEach(OperatorProcess::close);
    operators.clear();
    gate.close();
  }

  @Test
  void a_leader_that_loses_its_lease_goes_on_in_the_same_process_when_the_api_server_is_back() {
    var operator = operator(ELECTED, gate.url());
    storePool("p", ", replicas: 1");
    soon().until(() -> replicas("p") == 1 && pods() == 1);

    gate.shut();
    soon().until(() -> get(operator, "/readyz").statusCode() == 503);
    assertThat(get(operator, "/livez").statusCode()).isEqualTo(200);
    soon().until(() -> !get(operator, "/metrics").body().contains("pool=\"p\""));
    storeOther("q");
    gate.open();

    soon().until(() -> replicas("q") == 1);
    soon().until(() -> get(operator, "/readyz").statusCode() == 200);
    assertThat(replicas("p")).isEqualTo(1);
  }

  @Test
  void one_that_starts_without_an_api_server_waits_for_it() {
    gate.shut();
    storePool("p", ", replicas: 1");

    var starting = CompletableFuture.supplyAsync(() -> operator(ELECTED, gate.url()));
    soon().until(() -> gate.turnedAway() > 0);
    assertThat(starting).isNotDone();
    gate.open();

    soon().until(() -> replicas("p") == 1);
    soon().until(starting::isDone);
    soon().until(() -> get(starting.join(), "/readyz").statusCode() == 200);
  }

  @Test
  void one_that_waits_for_its_api_server_does_not_say_that_there_are_no_pools() throws Exception {
    gate.shut();
    storePool("p", ", replicas: 1");
    var port = FreePort.find();
    var alone = Map.of(EnvVars.HEALTH_PORT, String.valueOf(port));

    var starting = CompletableFuture.supplyAsync(() -> operator(alone, gate.url()));
    soon().ignoreExceptions().until(() -> get(port, "/readyz").statusCode() == 503);
    for (var page : List.of("/pools", "/pools/n/p", "/decisions/n/p")) {
      var answer = get(port, page);
      assertThat(answer.statusCode()).as(page).isEqualTo(503);
      assertThat(answer.body()).as(page).contains("This operator has not begun: ");
    }
    gate.open();

    soon().until(starting::isDone);
    soon().until(() -> get(port, "/pools").body().contains("\"pool\":\"n/p\""));
  }

  @Test
  void no_thread_waits_for_ever_for_what_was_asked_in_a_term_that_is_lost() {
    var operator = operator(ELECTED, gate.url());
    storePool("p", ", replicas: 1");
    soon().until(() -> replicas("p") == 1);

    gate.block();
    soon().until(() -> waiting() > 0);
    soon().until(() -> get(operator, "/readyz").statusCode() == 503);
    // Now the client has what it asked for fail, and would ask again.
    gate.shut();
    gate.open();

    soon().until(() -> get(operator, "/readyz").statusCode() == 200);
    soon().until(() -> waiting() == 0);
  }

  /** Threads that wait for an answer of the API server. */
  private static long waiting() {
    return Thread.getAllStackTraces().values().stream()
        .filter(
            stack -> Stream.of(stack).anyMatch(at -> at.getMethodName().equals("waitForResult")))
        .count();
  }

  @Test
  void no_pool_waits_for_its_events_to_be_taken() {
    gate.swallow("POST /api/v1/namespaces/n/events");
    var operator = operator(Map.of(), gate.url());
    storePool("p", ", replicas: 1");
    soon().until(() -> replicas("p") == 1);
    ask(2);

    soon().until(() -> gate.swallowed() > 0);

    assertThat(reconciling()).noneMatch(at -> at.getClassName().equals(PoolEvents.class.getName()));
    ask(3);
    soon().until(() -> replicas("p") == 3);
    assertThat(get(operator, "/readyz").statusCode()).isEqualTo(200);
  }

  private void ask(int replicas) {
    pool("p")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\": {\"replicas\": %d}}".formatted(replicas));
  }

  /** Where the threads are that look at pools. */
  private static List<StackTraceElement> reconciling() {
    return Thread.getAllStackTraces().values().stream()
        .filter(
            stack ->
                Stream.of(stack)
                    .anyMatch(at -> at.getClassName().equals(PoolReconciler.class.getName())))
        .flatMap(Stream::of)
        .toList();
  }

  @Test
  void a_pool_whose_status_is_not_taken_is_followed_and_shown_all_the_same() {
    cluster.refuse("/taskworkerpools/p/status");
    var operator = operator(Map.of());
    storePool("p", ", replicas: 1");
    soon().until(() -> replicas("p") == 1);

    pool("p").patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"replicas\": 2}}");
    soon().until(() -> replicas("p") == 2);

    // Over some looks.
    for (var i = 0; i < 50; i++) {
      assertThat(get(operator, "/pools/n/p").body()).doesNotContain("unforeseen");
      assertThat(get(operator, "/metrics").body()).contains("pool=\"p\"");
    }
  }

  private void storeOther(String name) {
    store(
        name,
        "{subscription: \"%s\", replicas: 1, handler: {self: {}}, template: {spec: {containers: [{name: c, image: steady}]}}}"
            .formatted(newSubscription()));
  }
}
