// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Optional;

/**
 * The version of a process, and what its JVM and the system say of it, under the names that
 * Prometheus's own library gives ({@code jvm_…}, {@code process_…}).
 */
public final class ProcessMetrics {
  /** Which software runs. */
  public static final MetricFamily BUILD_INFO =
      MetricFamily.info(
          "taskworkers_build_info",
          "1, with the component and the version that run.",
          "component",
          "version");

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final String component;
  private final String version;

  /**
   * @param component {@code operator} or {@code worker}
   * @param main a class of the jar whose version counts
   */
  public ProcessMetrics(String component, Class<?> main) {
    this.component = component;
    this.version = Optional.ofNullable(main.getPackage().getImplementationVersion()).orElse("dev");
    JvmMetrics.builder().register(registry);
  }

  /** Adds the values of now. */
  public Exposition addTo(Exposition exposition) {
    return exposition.add(BUILD_INFO, 1, component, version).add(registry.scrape());
  }
}
