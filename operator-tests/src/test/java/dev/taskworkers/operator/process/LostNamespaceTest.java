// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskworkers.protocol.EnvVars;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator of some namespaces, one of which is deleted: the operator's Role goes with it. */
final class LostNamespaceTest extends OperatorOnFastClock {
  private static final Map<String, String> TWO = Map.of(EnvVars.NAMESPACES, "n,mail");

  private Gate gate;

  @BeforeEach
  void startGate() {
    gate = new Gate(cluster.url());
  }

  @AfterEach
  void closeGate() {
    operators.forEach(OperatorProcess::close);
    operators.clear();
    gate.close();
  }

  @Test
  void one_that_starts_follows_the_pools_of_the_others_and_says_so() {
    cluster.forbid("mail");
    var operator = operator(TWO);
    storePool("p", ", replicas: 1");

    soon().until(() -> replicas("p") == 1);
    soon().until(() -> unwatched(operator) == 1);
    assertThat(get(operator, "/pools").body()).contains("\"watched\":[\"n\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pods", "deployments"})
  void one_in_which_only_some_of_what_is_watched_may_be_listed_is_left_out_too(String kind) {
    cluster.refuse("/namespaces/mail/" + kind);
    var operator = operator(TWO);
    storePool("p", ", replicas: 1");

    soon().until(() -> replicas("p") == 1);
    soon().until(() -> unwatched(operator) == 1);
  }

  @Test
  void it_is_watched_again_when_it_is_back() {
    cluster.forbid("mail");
    var operator = operator(TWO);
    soon().until(() -> unwatched(operator) == 1);

    cluster.allow("mail");

    soon().until(() -> unwatched(operator) == 0);
  }

  @Test
  void one_that_runs_goes_on_with_the_pools_of_the_others() {
    var operator = operator(TWO, gate.url());
    soon().until(() -> get(operator, "/readyz").statusCode() == 200);
    cluster.forbid("mail");
    gate.shut();
    gate.open();

    storePool("p", ", replicas: 1");

    soon().until(() -> replicas("p") == 1);
    soon().until(() -> unwatched(operator) == 1);
  }

  @Test
  void one_that_may_watch_none_ends() {
    cluster.forbid("n");
    cluster.forbid("mail");

    assertThatThrownBy(() -> operator(TWO)).hasRootCauseInstanceOf(KubernetesClientException.class);
  }

  @Test
  @Tag("slow")
  @EnabledIf(
      value = "hasPromtool",
      disabledReason = "promtool is not on the PATH: install Debian's package prometheus.")
  void the_charts_alert_fires_after_a_quarter_of_an_hour_and_only_while_one_is_lost()
      throws Exception {
    cluster.forbid("mail");
    var operator = operator(TWO);
    soon().until(() -> unwatched(operator) == 1);
    var lost = metrics(operator);

    cluster.allow("mail");
    soon().until(() -> unwatched(operator) == 0);

    assertThat(alerts(lost, 14)).doesNotContain("NamespaceUnwatched");
    assertThat(alerts(lost, 16)).contains("alertname=\"TaskWorkersNamespaceUnwatched\"");
    assertThat(alerts(metrics(operator), 16)).doesNotContain("NamespaceUnwatched");
  }

  static boolean hasPromtool() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(place -> Files.isExecutable(Path.of(place, "promtool")));
  }

  /**
   * Which of the chart's alerts fire after so many minutes of such answers. promtool tells what it
   * did not expect, and it is told to expect what no query gives.
   */
  private String alerts(List<String> metrics, int minutes) throws Exception {
    var rules = Path.of("").toAbsolutePath().resolveSibling("helm/files/alerts.yaml");
    var test =
        new StringBuilder("rule_files: ['" + rules + "']\nevaluation_interval: 1m\ntests:\n")
            .append("  - interval: 1m\n    input_series:\n");
    for (var line : metrics) {
      var space = line.lastIndexOf(' ');
      test.append("      - series: '").append(line, 0, space);
      test.append("'\n        values: '").append(line.substring(space + 1)).append("x20'\n");
    }
    test.append("    promql_expr_test:\n      - expr: 'ALERTS{alertstate=\"firing\"}'\n");
    test.append("        eval_time: ").append(minutes);
    test.append("m\n        exp_samples: [{labels: '{no=\"no\"}', value: 0}]\n");
    var file = Files.writeString(logs.resolve("rules-test.yaml"), test);
    var promtool =
        new ProcessBuilder("promtool", "test", "rules", file.toString())
            .redirectErrorStream(true)
            .start();
    try (var answer = promtool.inputReader()) {
      return answer.lines().collect(Collectors.joining("\n"));
    }
  }

  private static List<String> metrics(OperatorProcess operator) {
    return get(operator, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("taskworkers_operator_"))
        .toList();
  }

  private static double unwatched(OperatorProcess operator) {
    return metrics(operator).stream()
        .filter(line -> line.startsWith("taskworkers_operator_namespaces_unwatched "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElse(Double.NaN);
  }
}
