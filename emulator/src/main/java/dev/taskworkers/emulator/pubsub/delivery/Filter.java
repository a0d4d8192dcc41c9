// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub.delivery;

import java.util.List;
import java.util.Map;

/** Which messages a subscription takes, by their attributes. */
sealed interface Filter {
  boolean matches(Map<String, String> attributes);

  /** Takes every message: a subscription without a filter. */
  record Everything() implements Filter {
    @Override
    public boolean matches(Map<String, String> attributes) {
      return true;
    }
  }

  /** {@code attributes:key}. */
  record Has(String key) implements Filter {
    @Override
    public boolean matches(Map<String, String> attributes) {
      return attributes.containsKey(key);
    }
  }

  /** {@code attributes.key = "value"}. */
  record Equal(String key, String value) implements Filter {
    @Override
    public boolean matches(Map<String, String> attributes) {
      return value.equals(attributes.get(key));
    }
  }

  /** {@code hasPrefix(attributes.key, "prefix")}. */
  record HasPrefix(String key, String prefix) implements Filter {
    @Override
    public boolean matches(Map<String, String> attributes) {
      return attributes.containsKey(key) && attributes.get(key).startsWith(prefix);
    }
  }

  /** {@code NOT filter}, {@code -filter} and {@code attributes.key != "value"}. */
  record Not(Filter filter) implements Filter {
    @Override
    public boolean matches(Map<String, String> attributes) {
      return !filter.matches(attributes);
    }
  }

  /** {@code one AND other}. */
  record All(List<Filter> filters) implements Filter {
    public All {
      filters = List.copyOf(filters);
    }

    @Override
    public boolean matches(Map<String, String> attributes) {
      return filters.stream().allMatch(filter -> filter.matches(attributes));
    }
  }

  /** {@code one OR other}. */
  record Any(List<Filter> filters) implements Filter {
    public Any {
      filters = List.copyOf(filters);
    }

    @Override
    public boolean matches(Map<String, String> attributes) {
      return filters.stream().anyMatch(filter -> filter.matches(attributes));
    }
  }
}
