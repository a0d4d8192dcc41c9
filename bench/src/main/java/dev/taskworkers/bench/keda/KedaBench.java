// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.bench.keda;

import dev.taskworkers.bench.keda.Arrivals.Arrival;
import dev.taskworkers.bench.operator.OperatorUnderTest;
import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.runtime.AtShutdown;
import dev.taskworkers.runtime.GoogleEndpoint;
import dev.taskworkers.testbed.Cluster;
import dev.taskworkers.testbed.CommandFailure;
import dev.taskworkers.testbed.Waiting;
import dev.taskworkers.testbed.images.Images;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The operator, KEDA and KEDA tuned, one after the other, with the same arrivals. While one waits
 * for its last pods to go, the next one has its round: pods without a task take nothing.
 */
public final class KedaBench {
  private static final int BURST = 120;
  private static final double RATE = 0.5;
  private static final double TASK_SECONDS = 5;
  private static final long SEED = 1;
  private static final Duration PATIENCE = Duration.ofMinutes(25);

  /** A burst comes this long before a sample: no reader of samples can hope for more. */
  private static final Duration BEFORE_SAMPLE = Duration.ofSeconds(2);

  private final Clock clock = Clock.systemUTC();
  private final Cluster cluster = Cluster.ofThisMachine();
  private final Images images;
  private final List<Arrival> arrivals;
  private final Consumer<String> progress;

  private KedaBench(Images images, Duration trickle, Consumer<String> progress) {
    this.images = images;
    this.arrivals = Arrivals.of(BURST, RATE, trickle, TASK_SECONDS, SEED);
    this.progress = progress;
  }

  /**
   * Runs it on a cluster of its own, which is taken down afterwards.
   *
   * @param images of a checkout that is built
   * @param trickle how long single tasks come after the burst
   */
  public static List<KedaResult> run(Images images, Duration trickle, Consumer<String> progress)
      throws IOException {
    return new KedaBench(images, trickle, progress).run();
  }

  private List<KedaResult> run() throws IOException {
    if (cluster.isUp()) {
      throw new CommandFailure(
          "The benchmark needs a cluster of its own; run 'taskworkers cluster down' first.");
    }
    var folder = Files.createTempDirectory("taskworkers-keda");
    progress.accept("logs are in " + folder);
    // First, since it is soon known whether it can be had; what follows may take half an hour.
    progress.accept("building the image");
    var image = TaskImage.build(images, folder);
    cluster.prepare(progress);
    var build = KedaBuild.in(cluster.cache(), progress);
    // Also when it is interrupted: nothing may stay.
    try (var atShutdown = new AtShutdown("clean", this::clean)) {
      cluster.up(progress);
      cluster.importImage(image);
      Files.delete(image);
      OperatorUnderTest.grant(cluster, images.repository(), folder);
      return onCluster(build, folder);
    } finally {
      clean();
    }
  }

  private void clean() {
    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    cluster.down();
  }

  private List<KedaResult> onCluster(KedaBuild build, Path folder) throws IOException {
    var options = CloudOptions.undisturbed().withHost(Cluster.HOST_ADDRESS);
    var scalers =
        Arrays.stream(ScalerUnderTest.values())
            .map(each -> new ScalerEnvironment(each, cluster, folder))
            .toList();
    var begin = clock.instant();
    try (var cloud = LocalCloud.start(options, clock);
        var kubernetes =
            new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(Files.readString(cluster.kubeconfig())))
                .build();
        var operator =
            OperatorUnderTest.start(
                cluster, images.repository(), folder, cloud, Cluster.HOST_ADDRESS);
        var keda = Keda.start(cluster, build, folder, cloud)) {
      var pubsub =
          new GoogleEndpoint(Cluster.HOST_ADDRESS + ":" + cloud.pubsubPort(), true).openChannel();
      try {
        scalers.forEach(scaler -> scaler.provide(cloud, pubsub));
        var ours = scalers.get(0).installPool(kubernetes);
        for (var scaler : scalers.subList(1, scalers.size())) {
          scaler.installScaledObject(
              kubernetes, ours, keda.serviceAccount(ScalerUnderTest.PROJECT));
        }
        var results = rounds(scalers, cloud, kubernetes, pubsub, begin);
        if (!operator.runs()) {
          throw new CommandFailure(
              "The operator has ended by itself; its log is in " + folder + ".");
        }
        return results;
      } finally {
        pubsub.shutdownNow();
      }
    }
  }

  private List<KedaResult> rounds(
      List<ScalerEnvironment> scalers,
      LocalCloud cloud,
      KubernetesClient kubernetes,
      Channel pubsub,
      Instant begin) {
    var rounds = new ArrayList<Round>();
    try {
      // All of them, so that no one's own start is still behind it when its round comes.
      progress.accept("waiting until all know that nothing waits");
      scalers.forEach(ScalerEnvironment::awaitQuiet);
      for (var scaler : scalers) {
        var name = scaler.whose().word();
        awaitSample(begin);
        progress.accept("the round of " + name);
        var round = new Round(scaler.whose(), arrivals, cloud, kubernetes, clock);
        rounds.add(round);
        round.send(pubsub);
        Waiting.until("end of all tasks of " + name, PATIENCE, round::isDone);
      }
      progress.accept("waiting until no pod is left");
      Waiting.until("end of all pods", PATIENCE, () -> rounds.stream().allMatch(Round::isEmpty));
      return rounds.stream().map(Round::result).toList();
    } finally {
      rounds.forEach(Round::close);
    }
  }

  /** Samples are taken at equal distances from the cloud's {@code begin}. */
  private void awaitSample(Instant begin) {
    var period = CloudOptions.undisturbed().metrics().samplePeriod().toMillis();
    var since = Duration.between(begin, clock.instant()).plus(BEFORE_SAMPLE).toMillis();
    Waiting.pass(Duration.ofMillis(period - since % period));
  }
}
