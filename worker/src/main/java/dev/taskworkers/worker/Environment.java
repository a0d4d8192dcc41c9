// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.GoDuration;
import dev.taskworkers.runtime.ServiceLink;
import dev.taskworkers.runtime.UsageException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads environment variables, and finds those of ours that nobody reads. */
final class Environment {
  /** How the launcher of the images hides from the worker what it gives to programs again. */
  private static final String HIDDEN = EnvVars.PREFIX + "HEX_";

  private final Map<String, String> variables;
  private final Set<String> read = new HashSet<>(Set.of(EnvVars.LOG_LEVEL, EnvVars.LOG_FORMAT));

  Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /** The value, or {@code absent} when it is not set or blank. */
  String text(String name, String absent) {
    read.add(name);
    var value = variables.getOrDefault(name, "").strip();
    return value.isEmpty() ? absent : value;
  }

  /** The value, of which there must be one; {@code example} helps who has none. */
  String required(String name, String example) {
    var value = text(name, "");
    if (value.isEmpty()) {
      throw new UsageException(name + " is not set. Set it, for example to " + example + ".");
    }
    return value;
  }

  Duration duration(String name, Duration absent) {
    var value = text(name, "");
    return value.isEmpty() ? absent : GoDuration.parse(value, name);
  }

  /** A duration of more than 0, if it is set. */
  Duration positive(String name, Duration absent) {
    var value = duration(name, absent);
    if (value.isZero() && !text(name, "").isEmpty()) {
      throw new UsageException(name + ": expected more than 0s.");
    }
    return value;
  }

  long number(String name, long absent, long least, long most) {
    var value = text(name, "");
    if (value.isEmpty()) {
      return absent;
    }
    if (value.matches("[0-9]{1,18}")) {
      var number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new UsageException(
        name
            + ": expected a whole number from "
            + least
            + " to "
            + most
            + ", but found '"
            + value
            + "'.");
  }

  /**
   * What is to be said of variables of ours that were not read. They are misspelt, or meant for a
   * newer worker: an operator and its workers' images change one after the other.
   */
  Optional<String> unknown() {
    var unknown = new TreeSet<String>();
    for (var name : variables.keySet()) {
      if (name.startsWith(EnvVars.PREFIX)
          && !name.startsWith(HIDDEN)
          && !read.contains(name)
          && !ServiceLink.matches(name)) {
        unknown.add(name);
      }
    }
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Ignored, because this worker knows no such variable: "
                + String.join(", ", unknown)
                + ". Known are "
                + String.join(", ", new TreeSet<>(read))
                + ".");
  }
}
