// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import com.google.protobuf.ByteString;
import com.google.pubsub.v1.AcknowledgeRequest;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.SubscriberGrpc;
import dev.taskworkers.crds.ConditionType;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import dev.taskworkers.testbed.Cluster;
import dev.taskworkers.testbed.Waiting;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The subscription and the namespace of one scaler, made ready for its arrivals. */
final class ScalerEnvironment {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private final ScalerUnderTest whose;
  private final Cluster cluster;
  private final Path folder;

  /**
   * @param folder for what is applied
   */
  ScalerEnvironment(ScalerUnderTest whose, Cluster cluster, Path folder) {
    this.whose = whose;
    this.cluster = cluster;
    this.folder = folder;
  }

  ScalerUnderTest whose() {
    return whose;
  }

  /** Makes a subscription that has had a task: before, Monitoring takes no samples of it. */
  void provide(LocalCloud cloud, Channel pubsub) {
    Provision.create(Cluster.HOST_ADDRESS, cloud.pubsubPort(), whose.topic(), whose.subscription());
    PublisherGrpc.newBlockingStub(pubsub)
        .publish(
            PublishRequest.newBuilder()
                .setTopic(whose.topic())
                .addMessages(PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8("0")))
                .build());
    var subscriber = SubscriberGrpc.newBlockingStub(pubsub);
    var pull =
        PullRequest.newBuilder().setSubscription(whose.subscription()).setMaxMessages(1).build();
    subscriber.acknowledge(
        AcknowledgeRequest.newBuilder()
            .setSubscription(whose.subscription())
            .addAckIds(subscriber.pull(pull).getReceivedMessages(0).getAckId())
            .build());
  }

  /** Applies our pool and waits for the Deployment that it becomes. */
  Deployment installPool(KubernetesClient kubernetes) throws IOException {
    cluster.kubectl("create", "namespace", whose.space()).output();
    apply();
    Waiting.until("Deployment of our pool", PATIENCE, () -> deployment(kubernetes).isPresent());
    return deployment(kubernetes).orElseThrow();
  }

  private Optional<Deployment> deployment(KubernetesClient kubernetes) {
    var all = kubernetes.apps().deployments().inNamespace(whose.space());
    return Optional.ofNullable(all.withName(whose.word()).get());
  }

  /**
   * Creates a Deployment like {@code ours} and what has KEDA scale it.
   *
   * @param account the key file by which KEDA may read Monitoring
   */
  void installScaledObject(KubernetesClient kubernetes, Deployment ours, String account)
      throws IOException {
    cluster.kubectl("create", "namespace", whose.space()).output();
    kubernetes.resource(KedaDeployment.of(ours, whose)).create();
    var key = Files.writeString(folder.resolve("key.json"), account);
    kubectl("create", "secret", "generic", "google", "--from-file=" + key);
    apply();
  }

  private void apply() throws IOException {
    var file = Files.writeString(folder.resolve(whose.word() + ".yaml"), whose.manifest());
    kubectl("apply", "-f", file.toString());
  }

  /** Waits until the scaler knows that there is nothing to do, not to be judged by its start. */
  void awaitQuiet() {
    if (whose == ScalerUnderTest.OURS) {
      Waiting.until(
          "counted arrivals",
          PATIENCE,
          () -> condition("taskworkerpool", ConditionType.ARRIVALS_KNOWN.word()).equals("True"));
    } else {
      Waiting.until(
          "sample that KEDA has read",
          PATIENCE,
          () ->
              condition("scaledobject", "Ready").equals("True")
                  && condition("scaledobject", "Active").equals("False"));
    }
  }

  private String condition(String kind, String type) {
    var path = "jsonpath={.status.conditions[?(@.type==\"" + type + "\")].status}";
    return kubectl("get", kind, whose.word(), "-o", path).strip();
  }

  private String kubectl(String... words) {
    return cluster.kubectl("--namespace", whose.space()).and(words).output();
  }
}
