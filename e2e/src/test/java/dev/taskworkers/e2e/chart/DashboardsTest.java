// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.process.OperatorMetrics;
import dev.taskworkers.runtime.MetricFamily;
import dev.taskworkers.testbed.CommittedFile;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The dashboards as the chart has them. */
class DashboardsTest {
  private static final Path FOLDER = Chart.FOLDER.resolve("files/dashboards");
  private static final Pattern METRIC = Pattern.compile("taskworkers_[a-z_]+");

  @Test
  void each_is_what_its_panels_say() throws IOException {
    for (var dashboard : Dashboards.ALL) {
      var file = FOLDER.resolve(dashboard.file());
      CommittedFile.check(file, dashboard.json(), getClass(), "dashboards.update");
    }
    try (var files = Files.list(FOLDER)) {
      assertThat(files).hasSize(Dashboards.ALL.size());
    }
  }

  @Test
  void each_query_asks_for_metrics_that_there_are() {
    var names = OperatorMetrics.families().stream().map(MetricFamily::name).toList();
    assertThat(Dashboards.ALL)
        .flatExtracting(Dashboard::panels)
        .flatExtracting(Dashboard.Panel::queries)
        .isNotEmpty()
        .allSatisfy(
            query ->
                assertThat(METRIC.matcher(query.expression()).results())
                    .isNotEmpty()
                    .map(found -> found.group().replaceFirst("_(count|sum|bucket)$", ""))
                    .isSubsetOf(names));
  }

  @Test
  void the_chart_brings_them_as_grafana_finds_them() {
    var map = Chart.only("ConfigMap", "metrics.dashboards.enabled=true");

    assertThat(map.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
    assertThat(Serialization.asYaml(map))
        .contains("taskworkers-fleet.json", "taskworkers-pool.json", "uid")
        .contains("{{namespace}}/{{pool}}");
    assertThat(Chart.kinds()).doesNotContain("ConfigMap");
  }
}
