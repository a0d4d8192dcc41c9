package dev.taskworkers.worker;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.PullResponse;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc.SubscriberImplBase;
import dev.taskworkers.runtime.Logs;
import dev.taskworkers.worker.drain.Leaving;
import dev.taskworkers.worker.time.WallTimer;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A worker's start and first task where there is no Pub/Sub: run once when an image is built, it
 * shows the JVM what every start in that image will load and link.
 */
public final class Rehearsal {
  private Rehearsal() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Logs.configure(Map.of("TASKWORKERS_LOG_FORMAT", "json"));
    var pubsub =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new OneTask())
            .build()
            .start();
    try (var timer = new WallTimer();
        var worker = TaskWorker.start(config(pubsub.getPort()), timer)) {
      Leaving.onSignals().by(worker::drain, worker::leaveNow);
      ask(worker.healthPort(), "/readyz");
      ask(worker.healthPort(), "/statusz");
      worker.await();
    }
    System.exit(0);
  }

  private static WorkerConfig config(int pubsubPort) {
    return WorkerConfig.from(
        Map.of(
            "PUBSUB_EMULATOR_HOST", "127.0.0.1:" + pubsubPort,
            "GCP_PUBSUB_SUBSCRIPTION_ID", "projects/rehearsal/subscriptions/tasks",
            "TASKWORKERS_HANDLER", "exec",
            "TASKWORKERS_EXEC_COMMAND", "[\"true\"]",
            "TASKWORKERS_HEALTH_HOST", "127.0.0.1",
            "TASKWORKERS_HEALTH_PORT", "0",
            "TASKWORKERS_MAX_TASKS", "1"));
  }

  /** As a probe does, and without the classes of a client, which a worker does not need. */
  private static void ask(int port, String path) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var request = "GET " + path + " HTTP/1.0\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }

  /** A subscription with one task, whose further pulls are not answered. */
  private static final class OneTask extends SubscriberImplBase {
    private final AtomicBoolean pulled = new AtomicBoolean();

    @Override
    public void pull(PullRequest request, StreamObserver<PullResponse> answer) {
      if (pulled.compareAndSet(false, true)) {
        var task = PubsubMessage.newBuilder().setMessageId("1").setData(ByteString.EMPTY);
        answer.onNext(
            PullResponse.newBuilder()
                .addReceivedMessages(ReceivedMessage.newBuilder().setAckId("1").setMessage(task))
                .build());
        answer.onCompleted();
      }
    }

    @Override
    public void acknowledge(AcknowledgeRequest request, StreamObserver<Empty> answer) {
      answer.onNext(Empty.getDefaultInstance());
      answer.onCompleted();
    }
  }
}
