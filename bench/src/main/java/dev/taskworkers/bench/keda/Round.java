// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import dev.taskworkers.bench.keda.Arrivals.Arrival;
import dev.taskworkers.demo.TaskLedger;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.testbed.Waiting;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.grpc.Channel;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** One scaler with its arrivals, from the first task until no pod is left. */
final class Round implements AutoCloseable {
  private final ScalerUnderTest whose;
  private final List<Arrival> arrivals;
  private final TaskLedger tasks;
  private final BurstRecorder burst;
  private final PodRecorder pods;
  private final Watch watch;

  Round(
      ScalerUnderTest whose,
      List<Arrival> arrivals,
      LocalCloud cloud,
      KubernetesClient kubernetes,
      Clock clock) {
    this.whose = whose;
    this.arrivals = arrivals;
    // Nobody but pods pulls here: where a doorbell is allowed, nothing probes.
    tasks = new TaskLedger(whose.topic(), whose.subscription(), client -> true);
    burst = new BurstRecorder(whose.topic(), whose.subscription(), inBurst());
    pods = new PodRecorder(clock, new RunningTasks()::at);
    cloud.observe(tasks);
    cloud.observe(burst);
    watch = kubernetes.pods().inNamespace(whose.space()).watch(pods);
  }

  private int inBurst() {
    return (int) arrivals.stream().filter(arrival -> arrival.at().isZero()).count();
  }

  /** Sends each task when it is due; takes as long as they take to come. */
  void send(Channel pubsub) {
    var publisher = PublisherGrpc.newBlockingStub(pubsub);
    var begin = System.nanoTime();
    var together = inBurst();
    publish(publisher, arrivals.subList(0, together));
    for (var arrival : arrivals.subList(together, arrivals.size())) {
      Waiting.pass(arrival.at().minus(Duration.ofNanos(System.nanoTime() - begin)));
      publish(publisher, List.of(arrival));
    }
  }

  private void publish(PublisherGrpc.PublisherBlockingStub publisher, List<Arrival> some) {
    var request = PublishRequest.newBuilder().setTopic(whose.topic());
    for (var arrival : some) {
      var millis = Long.toString(arrival.duration().toMillis());
      request.addMessages(PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8(millis)));
    }
    publisher.publish(request.build());
  }

  boolean isDone() {
    return tasks.completed() == arrivals.size();
  }

  /** Whether no pod is there; before the first task there is none either. */
  boolean isEmpty() {
    return pods.isEmpty();
  }

  KedaResult result() {
    return new KedaResult(
        whose.word(),
        burst.firstTaskSeconds(),
        burst.burstEndSeconds(),
        tasks.waits(),
        pods.podSeconds(),
        pods.most(),
        pods.removedWhileBusy(),
        tasks.redelivered());
  }

  @Override
  public void close() {
    watch.close();
  }
}
