// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.FastClock;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.runtime.FreePort;
import dev.taskworkers.runtime.GoogleEndpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A worker's first task, in a cloud of its own: what a pod's worker loads before and during its
 * first task, it loads here, too.
 */
final class ArchiveTraining {
  private static final String TOPIC = "projects/rehearsal/topics/tasks";
  private static final String SUBSCRIPTION = "projects/rehearsal/subscriptions/tasks";
  private static final long WITHIN_SECONDS = 30;
  private static final int LOOKS = 100;
  private static final long BETWEEN_LOOKS_MILLIS = 100;

  private ArchiveTraining() {}

  /** Starts {@code command}, asks it how it is, gives it a task, and waits until it has left. */
  static void run(List<String> command) throws IOException, InterruptedException {
    try (var cloud = LocalCloud.start(CloudOptions.undisturbed(), Clock.systemUTC())) {
      Provision.create("127.0.0.1", cloud.pubsubPort(), TOPIC, SUBSCRIPTION);
      var healthPort = FreePort.find();
      var builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.environment().putAll(environment(cloud.pubsubPort(), healthPort));
      var process = builder.start();
      try {
        for (var look = 0; look < LOOKS && !answers(healthPort, WorkerEndpoints.READYZ); look++) {
          process.waitFor(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
        }
        answers(healthPort, WorkerEndpoints.STATUSZ);
        publish(cloud.pubsubPort());
        process.waitFor(WITHIN_SECONDS, TimeUnit.SECONDS);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private static Map<String, String> environment(int pubsubPort, int healthPort) {
    return Map.of(
        GoogleEndpoint.PUBSUB_EMULATOR,
        "127.0.0.1:" + pubsubPort,
        EnvVars.SUBSCRIPTION_ID,
        SUBSCRIPTION,
        "KUBERNETES_SERVICE_HOST",
        "127.0.0.1",
        EnvVars.HANDLER,
        HandlerKind.JAVA.label(),
        EnvVars.JAVA_CLASS,
        SleepTask.class.getName(),
        EnvVars.HEALTH_HOST,
        "127.0.0.1",
        EnvVars.HEALTH_PORT,
        Integer.toString(healthPort),
        EnvVars.MAX_TASKS,
        "1",
        SleepTask.SECONDS,
        "0",
        FastClock.VARIABLE,
        new FastClock(Instant.now(), 1).toString());
  }

  private static boolean answers(int port, String path) throws InterruptedException {
    var uri = URI.create("http://127.0.0.1:" + port + path);
    try {
      return HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).GET().build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static void publish(int pubsubPort) {
    var channel = new GoogleEndpoint("127.0.0.1:" + pubsubPort, true).openChannel();
    try {
      var task = PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8("task"));
      PublisherGrpc.newBlockingStub(channel)
          .publish(PublishRequest.newBuilder().setTopic(TOPIC).addMessages(task).build());
    } finally {
      channel.shutdownNow();
    }
  }
}
