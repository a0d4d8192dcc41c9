// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.worlds.spec.Load;
import dev.taskworkers.worlds.spec.Load.Steady;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.TaskKind;
import dev.taskworkers.worlds.spec.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart's dashboards over what the operator tells of a played world. */
@EnabledIf(value = "hasPromtool", disabledReason = Promtool.MISSING)
final class DashboardsShowTest {
  private static final Path CHART = Path.of("").toAbsolutePath().resolveSibling("helm/files");
  private static final int SECONDS = 1800;

  @TempDir Path folder;

  static boolean hasPromtool() {
    return Promtool.isThere();
  }

  @DisplayName("each query of a dashboard has an answer")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"fleet.json", "pool.json"})
  void answered(String file) throws Exception {
    var queries = queries(file);

    assertThat(new Promtool(folder).answers(CHART.resolve("alerts.yaml"), scrapes(), queries))
        .allSatisfy(answer -> assertThat(answer).startsWith("{"));
  }

  private static Scrapes scrapes() {
    var load = new Load("load", new Steady(0, SECONDS, 1), TaskKind.varied(5));
    return Scrapes.of(World.of(PoolSettings.of(4, 10), SECONDS, load).seeded(1))
        .growing("taskworkers_operator_monitoring_requests_total", 2);
  }

  /** As Grafana asks them of that pool. */
  private static List<String> queries(String file) throws IOException {
    var dashboard = new JsonMapper().readTree(CHART.resolve("dashboards").resolve(file).toFile());
    return dashboard.findValues("expr").stream()
        .map(JsonNode::asText)
        .map(
            query ->
                query
                    .replace("$namespace", "default")
                    .replace("$pool", "pool")
                    .replace("$__rate_interval", "5m"))
        .toList();
  }
}
