// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.dispatcher;

import dev.taskworkers.runtime.GoogleEndpoint;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Dispatchers for tests. */
final class Dispatchers {
  private Dispatchers() {}

  /** One that sends and waits in a test's time, with the usual deadline of 60 s. */
  static TaskDispatcher virtual(
      FakeTopic topic, VirtualTimer timer, long outstanding, Duration delay) {
    return virtual(topic, timer, outstanding, delay, Runnable::run);
  }

  /** The same, whose futures fail on other threads. */
  static TaskDispatcher virtual(
      FakeTopic topic, VirtualTimer timer, long outstanding, Duration delay, Executor threads) {
    var config =
        new DispatcherConfig(
            new GoogleEndpoint("localhost:1", true),
            "projects/p/topics/tasks",
            new DispatcherConfig.Batching(100, 1_000_000, delay),
            new DispatcherConfig.Outstanding(outstanding, 1_000_000_000),
            DispatcherConfig.DEADLINE,
            false,
            Optional.empty());
    return new TaskDispatcher(config, topic, timer, threads, () -> {});
  }
}
