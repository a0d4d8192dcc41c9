// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.monitoring;

/** The monitored resources that have series here. */
enum ResourceKind {
  SUBSCRIPTION("pubsub_subscription", "subscription_id"),
  TOPIC("pubsub_topic", "topic_id");

  private final String type;
  private final String idLabel;

  ResourceKind(String type, String idLabel) {
    this.type = type;
    this.idLabel = idLabel;
  }

  String type() {
    return type;
  }

  String idLabel() {
    return idLabel;
  }
}
