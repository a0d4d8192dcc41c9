package dev.taskworkers.lab.demo.pods;

import dev.taskworkers.lab.cloud.CloudOptions;
import dev.taskworkers.lab.cloud.LocalCloud;
import dev.taskworkers.runtime.Logs;
import dev.taskworkers.worker.TaskWorker;
import dev.taskworkers.worker.WorkerConfig;
import dev.taskworkers.worker.time.WallTimer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.Map;

/** Starts a worker and ends it, so that the classes it needs are loaded and can be archived. */
final class Rehearsal {
  private Rehearsal() {}

  public static void main(String[] arguments) throws Exception {
    Logs.configure(System.getenv());
    try (var cloud = LocalCloud.start(CloudOptions.defaults(), Clock.systemUTC());
        var timer = new WallTimer();
        var worker = TaskWorker.start(config(cloud), timer)) {
      var status = URI.create("http://127.0.0.1:" + worker.healthPort() + "/statusz");
      HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(status).GET().build(), BodyHandlers.discarding());
      worker.drain("the rehearsal is over");
      worker.await();
    }
    System.exit(0);
  }

  private static WorkerConfig config(LocalCloud cloud) {
    return WorkerConfig.from(
        Map.of(
            "GCP_PROJECT_ID", "rehearsal",
            "GCP_PUBSUB_SUBSCRIPTION_ID", "tasks",
            "PUBSUB_EMULATOR_HOST", "127.0.0.1:" + cloud.pubsubPort(),
            "TASKWORKERS_HANDLER", "java",
            "TASKWORKERS_JAVA_CLASS", NoTask.class.getName(),
            "TASKWORKERS_HEALTH_HOST", "127.0.0.1",
            "TASKWORKERS_HEALTH_PORT", "0"));
  }
}
