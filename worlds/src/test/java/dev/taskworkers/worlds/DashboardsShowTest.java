// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskworkers.testbed.CommittedFile;
import dev.taskworkers.worlds.spec.Disturbance;
import dev.taskworkers.worlds.spec.Load;
import dev.taskworkers.worlds.spec.Load.Steady;
import dev.taskworkers.worlds.spec.PoolSettings;
import dev.taskworkers.worlds.spec.TaskKind;
import dev.taskworkers.worlds.spec.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart's dashboards over what the operator tells of a played world. */
@EnabledIf(value = "hasPromtool", disabledReason = Promtool.MISSING)
@Tag("slow")
final class DashboardsShowTest {
  private static final Path CHART = Path.of("").toAbsolutePath().resolveSibling("helm/files");
  private static final Path IMAGES = Path.of("").toAbsolutePath().resolveSibling("docs/images");
  private static final int SECONDS = 1800;
  private static final int HOUR = 3600;

  @TempDir Path folder;

  static boolean hasPromtool() {
    return Promtool.isThere();
  }

  @DisplayName("each query of a dashboard has an answer")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"fleet.json", "pool.json"})
  void answered(String file) throws Exception {
    var queries = queries(file);

    var scrapes = Scrapes.of(steady()).growing("taskworkers_operator_monitoring_requests_total", 2);
    assertThat(new Promtool(folder).answers(CHART.resolve("alerts.yaml"), scrapes, queries))
        .allSatisfy(answer -> assertThat(answer).startsWith("{"));
  }

  private static World steady() {
    var load = new Load("load", new Steady(0, SECONDS, 1), TaskKind.varied(5));
    return World.of(PoolSettings.of(4, 10), SECONDS, load).seeded(1);
  }

  /** As Grafana asks them of that pool. */
  private static List<String> queries(String file) throws IOException {
    var dashboard = new JsonMapper().readTree(CHART.resolve("dashboards").resolve(file).toFile());
    return dashboard.findValues("expr").stream()
        .map(JsonNode::asText)
        .map(DashboardsShowTest::asked)
        .toList();
  }

  /** A query as Grafana asks it of that pool. */
  static String asked(String query) {
    return query
        .replace("$namespace", "default")
        .replace("$pool", "pool")
        .replace("$__rate_interval", "5m");
  }

  /** Run with -Dpictures.update=true to write the pictures instead of comparing them. */
  @DisplayName("each dashboard's panels are those that the documentation shows")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"fleet", "pool"})
  void drawn(String name) throws Exception {
    var dashboard = CHART.resolve("dashboards").resolve(name + ".json").toFile();
    var picture =
        new DashboardPicture(
                new Promtool(folder), CHART.resolve("alerts.yaml"), Scrapes.of(burst()))
            .of(new JsonMapper().readTree(dashboard));

    assertThat(picture).contains("<path", "Tasks per second");
    CommittedFile.check(
        IMAGES.resolve("dashboard-" + name + ".svg"), picture, getClass(), "pictures.update");
  }

  /** A burst, and then half an hour without samples. */
  private static World burst() {
    var kind = TaskKind.varied(5);
    var quiet = new Load("quiet", new Steady(0, 2 * HOUR, 1), kind);
    var burst = new Load("burst", new Steady(1200, 2400, 12), kind);
    return World.of(PoolSettings.of(4, 30), 2 * HOUR, quiet, burst)
        .with(new Disturbance.Monitoring(4500, 6300, "monitoring-503"))
        .seeded(1);
  }
}
