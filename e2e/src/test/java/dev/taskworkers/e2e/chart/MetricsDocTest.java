// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.operator.pool.PoolMetrics;
import dev.taskworkers.operator.process.OperatorMetrics;
import dev.taskworkers.runtime.MetricFamily;
import dev.taskworkers.testbed.CommittedFile;
import dev.taskworkers.worker.telemetry.WorkerMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of the metrics is made of what operator and worker say of them at each scrape. */
class MetricsDocTest {
  private static final Path PAGE = Chart.FOLDER.resolveSibling("docs/metrics.md");

  private static final Pattern TEXT = Pattern.compile("\\.(md|yaml|yml|json|tpl|txt)$");
  private static final Pattern METRIC = Pattern.compile("\\btaskworkers_[a-z_]+");

  private static final String BEGIN =
      """
      # Metrics
      This page is generated from the help texts that the operator and the workers send with each scrape (`HELP`).

      Each operator serves its metrics on port 8080 and each worker on port 8090, at `/metrics`: in the text format or, if the client asks for it, as OpenMetrics with units. The chart's values `metrics.serviceMonitor`, `metrics.podMonitor` and `metrics.podMonitoring` let Prometheus find the operators. The chart also has [alerts](alerts.md).

      Only the operator that leads shows pools. If the operator refuses a pool, it shows only the conditions and the counts of that pool; it shows nothing of a deleted pool. Counts start at zero with each term of leadership, also when the same operator leads again.

      A counter's name ends in `_total`. A gauge of unit 1 is 1 if something is true, and 0 or absent if not.
      """;

  private static final String PROCESS =
      """

      ## Processes
      The operator and the workers also show their JVM and their process, with the names of the Prometheus client library: `jvm_memory_used_bytes`, `jvm_gc_collection_seconds`, `jvm_threads_current`, `process_cpu_seconds_total`, `process_resident_memory_bytes`, `process_open_fds`, `process_start_time_seconds`, and more. The metrics `process_…` exist only on Linux.
      """;

  @Test
  void the_page_says_what_each_scrape_says() {
    CommittedFile.check(PAGE, page(), getClass(), "metrics.update");
  }

  @Test
  void no_page_and_no_part_of_the_chart_asks_for_a_metric_that_there_is_not() throws IOException {
    var known =
        Stream.concat(OperatorMetrics.families().stream(), WorkerMetrics.families().stream())
            .flatMap(family -> series(family).stream())
            .collect(Collectors.toSet());
    var unknown = new TreeSet<String>();
    for (var folder : List.of(PAGE.getParent(), Chart.FOLDER)) {
      try (var files = Files.walk(folder)) {
        for (var file : files.filter(each -> TEXT.matcher(each.toString()).find()).toList()) {
          METRIC
              .matcher(Files.readString(file))
              .results()
              .map(MatchResult::group)
              .filter(name -> !known.contains(name))
              .forEach(name -> unknown.add(file.getFileName() + ": " + name));
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static List<String> series(MetricFamily family) {
    return family.type() == MetricFamily.Type.HISTOGRAM
        ? Stream.of("", "_bucket", "_count", "_sum").map(family.name()::concat).toList()
        : List.of(family.name());
  }

  private static String page() {
    var pools = PoolMetrics.families();
    var operator = OperatorMetrics.families().stream().filter(f -> !pools.contains(f)).toList();
    return BEGIN
        + table("Pools, as the operator shows them", pools)
        + table("The operator", operator)
        + table("A worker", WorkerMetrics.families())
        + PROCESS;
  }

  private static String table(String title, List<MetricFamily> families) {
    return families.stream()
        .map(
            family ->
                "| `%s` | %s | %s | %s | %s |\n"
                    .formatted(
                        family.name(),
                        family.type().name().toLowerCase(Locale.ROOT),
                        family.unit(),
                        family.labels().stream()
                            .map(label -> "`" + label + "`")
                            .collect(Collectors.joining(", ")),
                        family.meaning()))
        .collect(
            Collectors.joining(
                "",
                "\n## "
                    + title
                    + "\n"
                    + "| metric | type | unit | labels | meaning |\n"
                    + "| --- | --- | --- | --- | --- |\n",
                ""));
  }
}
