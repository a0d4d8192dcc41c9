// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator;

/**
 * The name of what tasks come from or are given up to, a subscription or a topic, whatever service
 * it is of. Only what talks to the service takes it apart.
 *
 * @param full as the service writes it, and as it is shown
 * @param project whose it is
 * @param id names it within the project
 */
public record ResourceName(String full, String project, String id) {

  /** A subscription in Pub/Sub. */
  public static ResourceName subscription(String project, String id) {
    return new ResourceName("projects/" + project + "/subscriptions/" + id, project, id);
  }

  /** A topic in Pub/Sub. */
  public static ResourceName topic(String project, String id) {
    return new ResourceName("projects/" + project + "/topics/" + id, project, id);
  }

  /**
   * A resource in Google Cloud, from its full name.
   *
   * @throws IllegalArgumentException unless that is {@code projects/PROJECT/KIND/ID}
   */
  public static ResourceName parse(String full) {
    var parts = full.split("/", -1);
    if (parts.length != 4 || !parts[0].equals("projects")) {
      throw new IllegalArgumentException("expected projects/PROJECT/KIND/ID, but found " + full);
    }
    return new ResourceName(full, parts[1], parts[3]);
  }

  @Override
  public String toString() {
    return full;
  }
}
