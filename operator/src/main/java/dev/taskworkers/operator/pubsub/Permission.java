// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pubsub;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What the operator calls at Google, permission by permission: on what, and what for. {@code
 * docs/install.md} has the same table.
 */
public enum Permission {
  READ_BACKLOG(
      "monitoring.timeSeries.list",
      On.PROJECT,
      "roles/monitoring.viewer",
      "reads the number of unacknowledged messages, the age of the oldest, and how many were"
          + " acknowledged"),
  LOOK_AT_SUBSCRIPTION(
      "pubsub.subscriptions.get",
      On.SUBSCRIPTION,
      "roles/pubsub.viewer",
      "checks whether a pool can use the subscription, and which namespaces may use it"),
  LOOK_AT_DEAD_LETTERS(
      "pubsub.topics.get",
      On.DEAD_LETTER_TOPIC,
      "roles/pubsub.viewer",
      "checks whether the topic has a subscription, so that nothing sent there is lost"),
  ATTACH_DOORBELL(
      "pubsub.topics.attachSubscription",
      On.TOPIC,
      "roles/pubsub.subscriber",
      "creates the doorbell"),
  CREATE_DOORBELL("pubsub.subscriptions.create", On.DOORBELL_PROJECT, "", "creates the doorbell"),
  LOOK_AT_DOORBELL(
      "pubsub.subscriptions.get",
      On.DOORBELL_PROJECT,
      "",
      "checks whether the doorbell is still attached to its topic, with the same filter"),
  HEAR_DOORBELL(
      "pubsub.subscriptions.consume",
      On.DOORBELL_PROJECT,
      "",
      "reads the doorbell, acknowledges, and seeks back a few minutes after a change of leader"),
  DELETE_DOORBELL(
      "pubsub.subscriptions.delete",
      On.DOORBELL_PROJECT,
      "",
      "deletes the doorbell a minute after its last pool, before it creates it again, and when a doorbell"
          + " that samples replaces it"),
  PROBE(
      "pubsub.subscriptions.consume",
      On.SUBSCRIPTION,
      "roles/pubsub.subscriber",
      "notices the first task of an empty pool without a doorbell, and checks once whether a new"
          + " pool has earlier tasks");

  /** A role of the user's own: each of Pub/Sub's roles with these permissions has many others. */
  private static final String DOORBELL_ROLE = "taskworkersDoorbell";

  private final String permission;
  private final On on;
  private final String role;
  private final String purpose;

  Permission(String permission, On on, String role, String purpose) {
    this.permission = permission;
    this.on = on;
    this.role = role;
    this.purpose = purpose;
  }

  /** What a permission is granted on. */
  public enum On {
    PROJECT("the subscription's project", "projects"),
    SUBSCRIPTION("the subscription", "pubsub subscriptions"),
    TOPIC("the subscription's topic", "pubsub topics"),
    DEAD_LETTER_TOPIC("the pool's dead-letter topic", "pubsub topics"),
    DOORBELL_PROJECT("the project of the doorbells", "projects");

    private final String words;
    private final String group;

    On(String words, String group) {
      this.words = words;
      this.group = group;
    }

    /** For people. */
    public String words() {
      return words;
    }
  }

  /** As Google writes it. */
  public String permission() {
    return permission;
  }

  public On on() {
    return on;
  }

  /** What the operator does with it: a predicate without its subject. */
  public String purpose() {
    return purpose;
  }

  /** What it is for, as a word. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Google's smallest role that has it; empty where that has many others. */
  public String role() {
    return role;
  }

  /** Those that a doorbell takes in its own project. */
  public static List<Permission> ofDoorbellProject() {
    return Arrays.stream(values()).filter(each -> each.on == On.DOORBELL_PROJECT).toList();
  }

  /**
   * The command that grants it.
   *
   * @param resource a project's id, or the full name of a topic or subscription
   * @param member for example {@code serviceAccount:NAME@PROJECT.iam.gserviceaccount.com}
   */
  public String grant(String resource, String member) {
    return role.isEmpty()
        ? createDoorbellRole(resource)
            + "; "
            + bind(resource, member, "projects/" + resource + "/roles/" + DOORBELL_ROLE)
        : bind(resource, member, role);
  }

  private String bind(String resource, String member, String toRole) {
    return "gcloud "
        + on.group
        + " add-iam-policy-binding "
        + resource
        + " --member="
        + member
        + " --role="
        + toRole
        // Where a project has bindings with conditions, gcloud asks otherwise.
        + (on.group.equals("projects") ? " --condition=None" : "");
  }

  private static String createDoorbellRole(String project) {
    return "gcloud iam roles create "
        + DOORBELL_ROLE
        + " --project="
        + project
        + " --permissions="
        + String.join(",", ofDoorbellProject().stream().map(Permission::permission).toList());
  }
}
