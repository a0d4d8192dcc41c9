// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskworkers.e2e.command.Release;
import dev.taskworkers.testbed.Cluster;
import dev.taskworkers.testbed.Command;
import dev.taskworkers.testbed.images.Image;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The README's pool, with the files of a release in place of a checkout, by the commands of the
 * pages. The release's workflow builds the images of the same sources; here they are the tests'.
 */
@ExtendWith({OnKubernetes.class, Release.Made.class})
@Isolated("the release takes the operator's place")
@EnabledIfSystemProperty(named = "taskworkers.full", matches = "true")
class ReleaseInstallationIT {
  private static final Pattern POOL =
      Pattern.compile("(?s)```yaml\n(apiVersion: taskworkers\\.dev/.*?)```");

  @TempDir Path folder;

  @Test
  void installs_runs_the_readmes_pool_and_is_removed(TestEnvironment environment, Release release)
      throws IOException {
    var cluster = environment.machine();
    environment.bringRelease(Release.VERSION);
    var readme = POOL.matcher(Files.readString(TestEnvironment.repository().resolve("README.md")));
    assertThat(readme.find()).isTrue();
    Files.writeString(folder.resolve("pool.yaml"), readme.group(1));

    environment.removeOperator();
    var shell = new Shell(cluster, release, folder);
    try (var cloud = LocalCloudProcess.start(shell)) {
      var user = shell.with(cloud.variables());
      install(user, release);
      runPool(user);
      remove(user);
    } finally {
      shell.run("kubectl delete namespace media --ignore-not-found");
      environment.applyChartAnew();
    }
  }

  private static void install(Shell user, Release release) {
    assertThat(user.run("taskworkers --version")).contains(Release.VERSION);
    assertThat(
            user.run(
                "helm install taskworkers "
                    + release.chart()
                    + " --namespace taskworkers-system --create-namespace --wait --timeout 4m"
                    + " --set image.repository="
                    + TestImages.repository(Image.OPERATOR)
                    + " --set workerImage.repository="
                    + TestImages.repository(Image.WORKER)
                    + " --set emulators.pubsub=$PUBSUB_EMULATOR_HOST"
                    + ",emulators.monitoring=$MONITORING_EMULATOR_HOST"))
        .contains("kubectl explain taskworkerpool.spec");
    assertThat(user.run("kubectl explain taskworkerpool.spec")).contains("subscription");
    assertThat(
            user.run(
                "kubectl get pods --namespace taskworkers-system --output"
                    + " jsonpath='{.items[*].spec.containers[*].image}'"))
        .contains(":" + Release.VERSION);
  }

  private static void runPool(Shell user) {
    user.run("kubectl create namespace media");
    user.run("kubectl apply --namespace media --filename pool.yaml");
    user.run(
        "kubectl wait taskworkerpool thumbnails --namespace media --for=condition=Ready"
            + " --timeout=2m");
    user.run(
        "kubectl wait taskworkerpool thumbnails --namespace media --for=condition=ArrivalsKnown"
            + " --timeout=60s");
    user.run("taskworkers doctor --project acme --subscription thumbnails --namespace media");
    user.run("seq 20 | taskworkers dispatch --project acme --topic thumbnails -");
    user.await("a worker at work", "kubectl twp workers media/thumbnails", "thumbnails-");
    user.await("the pool at zero", "kubectl twp top", "media +thumbnails .* 0/0 ");
    assertThat(user.run("kubectl twp failures media/thumbnails")).doesNotContain("exit");
    // Nobody else takes a task that is not done, so that what is left comes to this worker.
    assertThat(
            user.run(
                "taskworkers worker --project acme --subscription thumbnails --idle-exit 5s"
                    + " -- cat"))
        .doesNotContain(" out] ");
  }

  /** As the page about upgrading says, without the time that it leaves for doorbells. */
  private static void remove(Shell user) {
    user.run("kubectl delete taskworkerpools --all --all-namespaces");
    user.run("helm uninstall taskworkers --namespace taskworkers-system --wait");
    user.run("kubectl delete crd taskworkerpools.taskworkers.dev");
    user.run("kubectl delete namespace media");
    assertThat(
            user.run(
                "kubectl get crd,clusterrole,clusterrolebinding --output name"
                    + " | grep taskworkers || true"))
        .isEmpty();
  }

  /** A user's shell, in a folder with nothing of the checkout. */
  private record Shell(Map<String, String> environment, Path folder) {
    Shell(Cluster cluster, Release release, Path folder) {
      this(
          Map.of(
              "KUBECONFIG",
              cluster.kubeconfig().toString(),
              "PATH",
              release.cli().resolve("bin") + ":" + cluster.bin() + ":" + System.getenv("PATH")),
          folder);
    }

    Shell with(Map<String, String> variables) {
      var all = new TreeMap<>(environment);
      all.putAll(variables);
      return new Shell(all, folder);
    }

    String run(String line) {
      return command(line).output();
    }

    void await(String what, String line, String pattern) {
      Awaitility.await(what)
          .atMost(Duration.ofMinutes(4))
          .pollInterval(Duration.ofSeconds(2))
          .until(
              () -> command(line).result().output(),
              output -> Pattern.compile(pattern).matcher(output).find());
    }

    private Command command(String line) {
      var command = Command.of("env", "-C", folder.toString(), "bash", "-c", line);
      for (var variable : environment.entrySet()) {
        command = command.with(variable.getKey(), variable.getValue());
      }
      return command;
    }
  }

  /** The release's own, with the variables that it prints. */
  private record LocalCloudProcess(Process process, Map<String, String> variables)
      implements AutoCloseable {
    static LocalCloudProcess start(Shell shell) throws IOException {
      var line =
          "exec taskworkers cloud --host "
              + Cluster.HOST_ADDRESS
              + " --pubsub-port 0 --monitoring-port 0 --admin-port 0"
              + " --create acme/thumbnails/thumbnails";
      var builder = new ProcessBuilder("bash", "-c", line).redirectErrorStream(true);
      builder.environment().putAll(shell.environment());
      var process = builder.start();
      var output = process.inputReader();
      var variables = new TreeMap<String, String>();
      while (variables.size() < 2) {
        export(output).ifPresent(words -> variables.put(words[0], words[1]));
      }
      return new LocalCloudProcess(process, variables);
    }

    private static Optional<String[]> export(BufferedReader output) throws IOException {
      var line = Optional.ofNullable(output.readLine()).orElseThrow(IOException::new);
      return Optional.of(line)
          .filter(said -> said.startsWith("export "))
          .map(said -> said.substring("export ".length()).split("=", 2));
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
