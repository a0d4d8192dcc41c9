// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What Prometheus reads. */
final class ExpositionTest {
  private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0;q=0.5";

  /** What a Prometheus sends that reads native histograms. */
  private static final String PROMETHEUS =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;"
          + "q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,"
          + "application/openmetrics-text;version=0.0.1;q=0.4,"
          + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,"
          + "*/*;q=0.1";

  private final Exposition exposition =
      new Exposition()
          .add(MetricFamily.gauge("age_seconds", "seconds", "how old it is", "what"), 3, "sample")
          .add(MetricFamily.counter("seen_total", "tasks", "what came"), 7)
          .add(MetricFamily.histogram("wait_seconds", "waits"), List.of(1.0), List.of(4L, 2L), 9.5);

  @Test
  void who_asks_for_open_metrics_gets_units_too() {
    var answer = exposition.answer(OPEN_METRICS);

    assertThat(answer.contentType()).isEqualTo("application/openmetrics-text; version=1.0.0");
    assertThat(answer.text())
        .contains(
            "# TYPE age_seconds gauge",
            "# UNIT age_seconds seconds",
            "# HELP age_seconds how old it is",
            "age_seconds{what=\"sample\"} 3.0",
            "# HELP seen what came",
            "seen_total 7.0")
        .endsWith("# EOF\n");
  }

  @Test
  void who_would_rather_have_protobuf_gets_a_text_that_it_accepts_too() {
    assertThat(exposition.answer(PROMETHEUS)).isEqualTo(exposition.answer(OPEN_METRICS));
    assertThat(exposition.answer(PROMETHEUS.substring(0, PROMETHEUS.indexOf(','))))
        .isEqualTo(exposition.answer(""));
  }

  @Test
  void anybody_else_gets_the_text_that_all_can_read() {
    var answer = exposition.answer("");

    assertThat(answer.contentType()).isEqualTo("text/plain; version=0.0.4");
    assertThat(answer.text())
        .contains(
            "# HELP seen_total what came",
            "wait_seconds_bucket{le=\"1.0\"} 4",
            "wait_seconds_bucket{le=\"+Inf\"} 6",
            "wait_seconds_count 6",
            "wait_seconds_sum 9.5")
        .doesNotContain("# UNIT");
  }

  @Test
  void a_process_tells_its_version_memory_and_processor_time() {
    var text =
        new ProcessMetrics("operator", Exposition.class).addTo(new Exposition()).answer("").text();

    assertThat(text)
        .contains(
            "taskworkers_build_info{component=\"operator\",version=\"",
            "jvm_memory_used_bytes{area=\"heap\"}",
            "process_cpu_seconds_total");
  }

  @Test
  void a_name_that_does_not_say_its_type_is_refused() {
    assertThatThrownBy(() -> MetricFamily.counter("seen", "tasks", "what came"))
        .hasMessageContaining("_total");
    assertThatThrownBy(() -> MetricFamily.gauge("seen_total", "tasks", "what came"))
        .hasMessageContaining("_total");
  }
}
