// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberImplBase;
import dev.taskworkers.protocol.EnvVars;
import dev.taskworkers.protocol.ExecCommand;
import dev.taskworkers.protocol.HandlerKind;
import dev.taskworkers.protocol.WorkerEndpoints;
import dev.taskworkers.runtime.FreePort;
import dev.taskworkers.runtime.GoogleEndpoint;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A worker's start and first task where there is no Pub/Sub: run once when an image is built, it
 * shows the worker's JVM what every start in that image will load and link. The Pub/Sub of one task
 * is in this process, the worker in another one, which so loads nothing of a server.
 */
final class TrainingRun {
  private static final long BETWEEN_LOOKS_MILLIS = 20;

  private TrainingRun() {}

  /**
   * Starts a worker, and exits as it does.
   *
   * @param worker the command that starts it
   */
  public static void main(String[] worker) throws IOException, InterruptedException {
    var asked = new CountDownLatch(1);
    var pubsub =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new OneTask(asked))
            .build()
            .start();
    var healthPort = FreePort.find();
    var builder = new ProcessBuilder(worker).inheritIO();
    builder.environment().putAll(environment(pubsub.getPort(), healthPort));
    var process = builder.start();
    ask(process, healthPort, WorkerEndpoints.READYZ);
    ask(process, healthPort, WorkerEndpoints.STATUSZ);
    asked.countDown();
    System.exit(process.waitFor());
  }

  private static Map<String, String> environment(int pubsubPort, int healthPort) {
    return Map.of(
        GoogleEndpoint.PUBSUB_EMULATOR,
        "127.0.0.1:" + pubsubPort,
        EnvVars.SUBSCRIPTION_ID,
        "projects/rehearsal/subscriptions/tasks",
        EnvVars.LOG_FORMAT,
        "json",
        EnvVars.HANDLER,
        HandlerKind.EXEC.label(),
        EnvVars.EXEC_COMMAND,
        ExecCommand.format(List.of("true")),
        EnvVars.HEALTH_HOST,
        "127.0.0.1",
        EnvVars.HEALTH_PORT,
        String.valueOf(healthPort),
        EnvVars.MAX_TASKS,
        "1");
  }

  /** As a probe does, again until it is heard, or the worker has ended. */
  private static void ask(Process worker, int port, String path)
      throws IOException, InterruptedException {
    while (worker.isAlive()) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        var request = "GET " + path + " HTTP/1.0\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().readAllBytes();
        return;
      } catch (ConnectException e) {
        Thread.sleep(BETWEEN_LOOKS_MILLIS);
      }
    }
  }

  /** A subscription with one task, which comes when the worker was asked how it is. */
  private static final class OneTask extends SubscriberImplBase {
    private final CountDownLatch asked;
    private boolean sent;

    OneTask(CountDownLatch asked) {
      this.asked = asked;
    }

    @Override
    public synchronized void pull(PullRequest request, StreamObserver<PullResponse> answer) {
      if (sent) {
        return;
      }
      sent = true;
      try {
        asked.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      var task = PubsubMessage.newBuilder().setMessageId("1").setData(ByteString.EMPTY);
      answer.onNext(
          PullResponse.newBuilder()
              .addReceivedMessages(ReceivedMessage.newBuilder().setAckId("1").setMessage(task))
              .build());
      answer.onCompleted();
    }

    @Override
    public void acknowledge(AcknowledgeRequest request, StreamObserver<Empty> answer) {
      answer.onNext(Empty.getDefaultInstance());
      answer.onCompleted();
    }
  }
}
