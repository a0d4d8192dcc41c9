// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.util.List;

/**
 * Metrics of one name, as the documentation and each scrape explain them.
 *
 * @param name as it is asked for: a counter's ends in {@code _total}, one in seconds has them at
 *     the end of its name
 * @param unit in which it is counted; 1 for one that is 1 while something is so
 * @param labels that tell its series apart
 * @param meaning half a sentence
 */
public record MetricFamily(
    String name, Type type, String unit, List<String> labels, String meaning) {
  /** What Prometheus may do with it. */
  public enum Type {
    GAUGE,
    COUNTER,
    HISTOGRAM,
    INFO
  }

  public MetricFamily {
    labels = List.copyOf(labels);
    if (type == Type.COUNTER != name.endsWith("_total")
        || type == Type.INFO != name.endsWith("_info")) {
      throw new IllegalArgumentException(
          "expected that the name of a counter ends in _total and that of an info in _info, but"
              + " found "
              + name);
    }
  }

  public static MetricFamily gauge(String name, String unit, String meaning, String... labels) {
    return new MetricFamily(name, Type.GAUGE, unit, List.of(labels), meaning);
  }

  public static MetricFamily counter(String name, String unit, String meaning, String... labels) {
    return new MetricFamily(name, Type.COUNTER, unit, List.of(labels), meaning);
  }

  /** Of durations, in seconds. */
  public static MetricFamily histogram(String name, String meaning, String... labels) {
    return new MetricFamily(name, Type.HISTOGRAM, "seconds", List.of(labels), meaning);
  }

  /** What is 1 for ever, for its labels. */
  public static MetricFamily info(String name, String meaning, String... labels) {
    return new MetricFamily(name, Type.INFO, "1", List.of(labels), meaning);
  }
}
