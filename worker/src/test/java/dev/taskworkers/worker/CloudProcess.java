// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.worker;

import dev.taskworkers.emulator.CloudOptions;
import dev.taskworkers.emulator.LocalCloud;
import dev.taskworkers.emulator.Provision;
import dev.taskworkers.runtime.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The local cloud in a process of its own, which signals can reach. */
final class CloudProcess implements AutoCloseable {
  static final String TOPIC = "projects/p/topics/tasks";

  private final Process process;
  private final int pubsubPort;
  private final int adminPort;
  private final HttpClient http = HttpClient.newHttpClient();

  private CloudProcess(Process process, int pubsubPort, int adminPort) {
    this.process = process;
    this.pubsubPort = pubsubPort;
    this.adminPort = adminPort;
  }

  /** With a topic and a subscription, that of {@link Pulling}. */
  static CloudProcess start(Path log) throws IOException, InterruptedException {
    var pubsubPort = FreePort.find();
    var adminPort = FreePort.find();
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CloudProcess.class.getName(),
                Integer.toString(pubsubPort),
                Integer.toString(adminPort))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new CloudProcess(process, pubsubPort, adminPort);
  }

  public static void main(String[] ports) throws InterruptedException {
    var pubsubPort = Integer.parseInt(ports[0]);
    var options = CloudOptions.undisturbed().withPorts(pubsubPort, 0, Integer.parseInt(ports[1]));
    try (var cloud = LocalCloud.start(options, Clock.systemUTC())) {
      Provision.create("127.0.0.1", cloud.pubsubPort(), TOPIC, Pulling.SUBSCRIPTION);
      Thread.currentThread().join();
    }
  }

  int pubsubPort() {
    return pubsubPort;
  }

  /** Whether it is up and every message is acknowledged. */
  boolean isEmpty() throws InterruptedException {
    return subscriptions().contains("\"undelivered\":0,");
  }

  boolean isUp() throws InterruptedException {
    return subscriptions().contains(Pulling.SUBSCRIPTION);
  }

  private String subscriptions() throws InterruptedException {
    var page = URI.create("http://127.0.0.1:" + adminPort + "/subscriptions");
    try {
      return http.send(
              HttpRequest.newBuilder(page).timeout(Duration.ofSeconds(20)).build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException notYet) {
      return "";
    }
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder(List.of("kill", "-" + name, String.valueOf(process.pid())))
        .inheritIO()
        .start()
        .waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }
}
