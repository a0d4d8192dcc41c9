// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskworkers.operator.process.OperatorMetrics;
import dev.taskworkers.runtime.MetricFamily;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Alerts, and what a person who is woken by one gets to read. */
class AlertsTest {
  private static final Path DOCS = Chart.FOLDER.resolveSibling("docs");
  private static final Pattern METRIC = Pattern.compile("taskworkers_[a-z_]+");

  private static List<JsonNode> rules() throws IOException {
    var file = Chart.FOLDER.resolve("files/alerts.yaml");
    var rules = Serialization.yamlMapper().readTree(file.toFile()).at("/groups/0/rules");
    return StreamSupport.stream(rules.spliterator(), false).toList();
  }

  private static Path runbook(JsonNode rule) {
    var url = rule.at("/annotations/runbook_url").asText();
    return DOCS.resolve("runbooks").resolve(url.substring("RUNBOOKS/".length()));
  }

  @Test
  void each_alert_has_a_runbook_that_says_what_it_means_where_to_look_and_what_to_do()
      throws IOException {
    assertThat(rules())
        .isNotEmpty()
        .allSatisfy(
            rule ->
                assertThat(Files.readString(runbook(rule)))
                    .startsWith("# " + rule.at("/alert").asText() + "\n## What it means\n")
                    .containsPattern(
                        "\n## Look\n```sh\n((kubectl|\\./taskworkers twp) [^\n]+\n)+```\n\n## Do\n."));
    try (var pages = Files.list(DOCS.resolve("runbooks"))) {
      assertThat(pages)
          .containsExactlyInAnyOrderElementsOf(rules().stream().map(AlertsTest::runbook).toList());
    }
  }

  @Test
  void each_alert_is_on_the_page_with_its_runbook_severity_and_time() throws IOException {
    var page = Files.readString(DOCS.resolve("alerts.md"));
    assertThat(rules())
        .allSatisfy(
            rule ->
                assertThat(page)
                    .contains(
                        "| [`%s`](runbooks/%s) | %s | %s | "
                            .formatted(
                                rule.at("/alert").asText(),
                                runbook(rule).getFileName(),
                                rule.at("/labels/severity").asText(),
                                rule.at("/for").asText())));
  }

  @Test
  void each_alert_asks_for_metrics_that_there_are() throws IOException {
    var names = OperatorMetrics.families().stream().map(MetricFamily::name).toList();
    assertThat(rules())
        .allSatisfy(
            rule ->
                assertThat(METRIC.matcher(rule.at("/expr").asText()).results())
                    .isNotEmpty()
                    .map(found -> found.group().replaceFirst("_(count|sum|bucket)$", ""))
                    .isSubsetOf(names));
  }

  @Test
  void the_chart_brings_them_and_says_where_the_runbooks_are() {
    var rule =
        Serialization.asYaml(
            Chart.only(
                "PrometheusRule",
                "metrics.prometheusRule.enabled=true",
                "metrics.prometheusRule.runbooks=https://docs.example/runbooks"));

    assertThat(rule)
        .contains(
            "alert: \"TaskWorkersOperatorDown\"",
            "runbook_url: \"https://docs.example/runbooks/operator-down.md\"",
            "{{ $labels.namespace }}/{{ $labels.pool }}")
        .doesNotContain("RUNBOOKS");
  }

  @Test
  void an_alert_has_no_link_where_nobody_says_where_runbooks_are() {
    var rule =
        Serialization.asYaml(Chart.only("PrometheusRule", "metrics.prometheusRule.enabled=true"));

    assertThat(rule)
        .contains("alert: \"TaskWorkersOperatorDown\"", "No operator leads")
        .doesNotContain("RUNBOOKS", "runbook_url");
  }

  @Test
  void another_installation_that_leads_does_not_hide_that_this_one_does_not() {
    assertThat(Chart.text("metrics.prometheusRule.enabled=true"))
        .contains("absent(taskworkers_operator_leader{namespace=\"system\"} == 1)");
  }
}
