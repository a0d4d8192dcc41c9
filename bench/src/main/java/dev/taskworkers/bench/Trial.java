// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import dev.taskworkers.emulator.pubsub.delivery.CloudObserver;
import dev.taskworkers.emulator.pubsub.delivery.Delivery;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.ExecCommand;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.runtime.AtShutdown;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.worker.process.ResidentMemory;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A local cloud in which one worker at a time is started for one task. */
final class Trial implements AutoCloseable {
  private static final String TOPIC = "projects/bench/topics/tasks";
  private static final String SUBSCRIPTION = "projects/bench/subscriptions/tasks";
  private static final long PATIENCE_SECONDS = 30;

  /** Long enough for what a start still does when its task is done. */
  private static final Duration UNTIL_REST = Duration.ofSeconds(1);

  private final LocalCloud cloud = LocalCloud.start(CloudOptions.undisturbed(), Clock.systemUTC());
  private final ManagedChannel channel =
      new GoogleEndpoint("127.0.0.1:" + cloud.pubsubPort(), true).openChannel();
  private final AtomicReference<Pull> pull = new AtomicReference<>();
  private volatile Process worker;
  private final Semaphore done = new Semaphore(0);

  Trial() {
    Provision.create("127.0.0.1", cloud.pubsubPort(), TOPIC, SUBSCRIPTION);
    cloud.observe(
        new CloudObserver() {
          @Override
          public void delivered(Delivery delivery) {
            pull.set(new Pull(System.nanoTime(), cpu(worker)));
          }

          @Override
          public void acknowledged(
              String subscription, String messageId, String client, Instant at, boolean current) {
            done.release();
          }
        });
  }

  /** Starts a worker that leaves after {@code tasks} tasks, of which one waits for it. */
  Process start(List<String> command, int tasks) throws IOException {
    var message = PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8("task"));
    PublisherGrpc.newBlockingStub(channel)
        .publish(PublishRequest.newBuilder().setTopic(TOPIC).addMessages(message).build());
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    var environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith(EnvVars.PREFIX));
    environment.put(GoogleEndpoint.PUBSUB_EMULATOR, "127.0.0.1:" + cloud.pubsubPort());
    environment.put(EnvVars.SUBSCRIPTION_ID, SUBSCRIPTION);
    environment.put(EnvVars.LOG_FORMAT, "json");
    environment.put(EnvVars.HANDLER, HandlerKind.EXEC.label());
    environment.put(EnvVars.EXEC_COMMAND, ExecCommand.format(List.of("true")));
    environment.put(EnvVars.HEALTH_HOST, "127.0.0.1");
    environment.put(EnvVars.HEALTH_PORT, "0");
    environment.put(EnvVars.MAX_TASKS, Integer.toString(tasks));
    worker = builder.start();
    return worker;
  }

  /** One start, from the call that starts the process until its first pull has been served. */
  Start measure(List<String> command) throws IOException, InterruptedException {
    done.drainPermits();
    var begun = System.nanoTime();
    var process = start(command, Integer.MAX_VALUE);
    try (var atShutdown = new AtShutdown("end", process::destroyForcibly)) {
      if (!done.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "A worker did not do its task within "
                + PATIENCE_SECONDS
                + " s: "
                + String.join(" ", command));
      }
      Thread.sleep(UNTIL_REST.toMillis());
      var first = pull.get();
      return new Start(
          (first.nanos() - begun) / 1e6,
          first.cpu().toNanos() / 1e6,
          ResidentMemory.kib("" + process.pid()).orElseThrow() / 1024.0);
    } finally {
      process.destroy();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static Duration cpu(Process process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    cloud.close();
  }

  /** The moment at which the first pull is served, and the processor time until then. */
  private record Pull(long nanos, Duration cpu) {}

  /** One start of a worker. */
  record Start(double millis, double cpuMillis, double residentMiB) {}
}
