// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import dev.taskworkers.emulator.ClientEndpoint;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import dev.taskworkers.runtime.GoogleEndpoint;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The demo's Google: a topic with a subscription, and an entrance of its own for each pod. */
final class DemoCloud implements AutoCloseable {
  private static final String HOST = "127.0.0.1:";

  private final LocalCloud cloud;
  private final Map<String, ClientEndpoint> entrances = new ConcurrentHashMap<>();

  private DemoCloud(LocalCloud cloud) {
    this.cloud = cloud;
  }

  static DemoCloud start(FastClock clock) {
    var defaults = CloudOptions.defaults();
    var options = defaults.withPulls(defaults.pulls().timed(clock::onTheWall));
    var started = new DemoCloud(LocalCloud.start(options, clock));
    Provision.create(
        "127.0.0.1", started.cloud.pubsubPort(), DemoPool.TOPIC, DemoPool.SUBSCRIPTION);
    return started;
  }

  LocalCloud cloud() {
    return cloud;
  }

  GoogleEndpoint endpoint() {
    return new GoogleEndpoint(HOST + cloud.pubsubPort(), true);
  }

  String pubsub() {
    return HOST + cloud.pubsubPort();
  }

  String monitoring() {
    return HOST + cloud.monitoringPort();
  }

  /** Where a pod reaches Pub/Sub, so that its deliveries are known to be its own. */
  String entranceOf(String pod) {
    return HOST + entrances.computeIfAbsent(pod, cloud::openEndpoint).port();
  }

  /** Messages that are not acknowledged, those in flight included. */
  long backlog() {
    return cloud.subscription(DemoPool.SUBSCRIPTION).map(view -> view.undelivered()).orElse(0L);
  }

  @Override
  public void close() {
    cloud.close();
  }
}
