// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.runtime;

import java.util.regex.Pattern;

/** The full names of Pub/Sub's resources, from what people write: a full name or a short id. */
public final class PubSubName {
  private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9._~+%-]{2,254}");

  private PubSubName() {}

  /** {@code projects/P/subscriptions/S}; see {@link #topic}. */
  public static String subscription(String name, String project, String what) {
    return full("subscriptions", name, project, what);
  }

  /**
   * {@code projects/P/topics/T}.
   *
   * @param name in full, or short
   * @param project for a short name; may be empty when the name is full
   * @param what names the input in the error, for example {@code --topic}
   * @throws UsageException when the name is neither, or the project is missing
   */
  public static String topic(String name, String project, String what) {
    return full("topics", name, project, what);
  }

  private static String full(String kind, String name, String project, String what) {
    if (name.matches("projects/[^/\\s]+/" + kind + "/" + ID)) {
      return name;
    }
    if (!ID.matcher(name).matches()) {
      throw new UsageException(
          what
              + ": expected a short id (3 to 255 letters, digits and .-_~+%, a letter first), or"
              + " projects/PROJECT/"
              + kind
              + "/ID, but found '"
              + name
              + "'.");
    }
    if (project.isBlank()) {
      throw new UsageException(
          what
              + ": '"
              + name
              + "' is a short id, and the project is not known. Set GCP_PROJECT_ID, or write"
              + " projects/PROJECT/"
              + kind
              + "/"
              + name
              + ".");
    }
    if (!project.matches("[^/\\s]+")) {
      throw new UsageException(
          what
              + ": expected the id of a project, but found '"
              + project
              + "'. Correct the project's id, for example in --project or GCP_PROJECT_ID.");
    }
    return "projects/" + project + "/" + kind + "/" + name;
  }
}
