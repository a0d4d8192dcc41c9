// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads environment variables, and finds those of ours that nobody reads. */
public final class Environment {
  /** With which all variables begin that are ours alone. */
  public static final String PREFIX = "TASKWORKERS_";

  /** How the launcher of the images hides from the worker what it gives to programs again. */
  public static final String HIDDEN = PREFIX + "HEX_";

  private final Map<String, String> variables;
  private final Set<String> read = new HashSet<>(Set.of(Logs.LEVEL, Logs.FORMAT));

  public Environment(Map<String, String> variables) {
    this.variables = variables;
  }

  /** The value; empty when it is not set or blank. */
  public Optional<String> text(String name) {
    var value = text(name, "");
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /** The value, or {@code absent} when it is not set or blank. */
  public String text(String name, String absent) {
    read.add(name);
    var value = variables.getOrDefault(name, "").strip();
    return value.isEmpty() ? absent : value;
  }

  /** The value, of which there must be one; {@code example} helps who has none. */
  public String required(String name, String example) {
    var value = text(name, "");
    if (value.isEmpty()) {
      throw new UsageException(name + " is not set. Set it, for example to " + example + ".");
    }
    return value;
  }

  /** A whole number from {@code least} to {@code most}, or {@code absent} when it is not set. */
  public long number(String name, long absent, long least, long most) {
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

  /** Whether it is {@code true}; false when it is not set. */
  public boolean flag(String name) {
    var value = text(name, "false");
    if (!value.equals("true") && !value.equals("false")) {
      throw new UsageException(name + ": expected true or false, but found '" + value + "'.");
    }
    return value.equals("true");
  }

  /** The variables of ours that are set, and that nobody has read. */
  public SortedSet<String> unread() {
    var unread = new TreeSet<String>();
    for (var name : variables.keySet()) {
      if (name.startsWith(PREFIX)
          && !name.startsWith(HIDDEN)
          && !read.contains(name)
          && !ServiceLink.matches(name)) {
        unread.add(name);
      }
    }
    return unread;
  }

  /** Those that were read, whether they are set or not; the end of a sentence. */
  public String known() {
    return String.join(", ", new TreeSet<>(read)) + ".";
  }
}
