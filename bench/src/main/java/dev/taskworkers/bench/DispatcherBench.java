// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.Topic;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.runtime.GoogleEndpoint;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Publishes small tasks to a topic of one local server, each client from a process of its own and
 * in turn, first as fast as it goes, then one by one.
 */
public final class DispatcherBench {
  private static final List<String> CLIENTS = List.of("taskworkers", "taskworkers-ordered", "java");
  private static final int WARM_UP_ROUNDS = 5;
  private static final int PACED_TASKS = 400;

  private DispatcherBench() {}

  /**
   * Runs it.
   *
   * @param rounds that count
   * @param tasks in a round
   * @param clock of the server
   * @param progress hears what is going on
   */
  public static List<ClientResult> run(
      int rounds, int tasks, Clock clock, Consumer<String> progress) throws IOException {
    var senders = new ArrayList<SenderProcess>();
    try (var cloud = LocalCloud.start(CloudOptions.undisturbed(), clock)) {
      // Without a subscription the server keeps nothing, so that no round is slower than the last.
      var topic = "projects/bench/topics/tasks";
      create(topic, cloud.pubsubPort());
      for (var client : CLIENTS) {
        senders.add(SenderProcess.start(client, topic, cloud.pubsubPort()));
      }
      for (var round = 1; round <= WARM_UP_ROUNDS + rounds; round++) {
        for (var sender : senders) {
          sender.burst(tasks, round > WARM_UP_ROUNDS);
        }
        progress.accept("round " + round + " of " + (WARM_UP_ROUNDS + rounds) + " is over");
      }
      for (var sender : senders) {
        sender.pace(PACED_TASKS);
      }
      return senders.stream().map(SenderProcess::result).toList();
    } finally {
      senders.forEach(SenderProcess::close);
    }
  }

  private static void create(String topic, int port) {
    var channel = new GoogleEndpoint("127.0.0.1:" + port, true).openChannel();
    try {
      var unused =
          PublisherGrpc.newBlockingStub(channel)
              .createTopic(Topic.newBuilder().setName(topic).build());
    } finally {
      channel.shutdownNow();
    }
  }
}
