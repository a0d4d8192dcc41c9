// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static dev.taskworkers.testbed.Chrome.awaitText;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskworkers.testbed.Chrome;
import dev.taskworkers.ui.DeadLetters;
import dev.taskworkers.ui.UiServer;
import dev.taskworkers.ui.cluster.ClusterActions;
import dev.taskworkers.ui.cluster.ClusterHistory;
import dev.taskworkers.ui.cluster.ClusterSource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** The page of {@code taskworkers ui} in a browser, of a pool of a real cluster. */
@ExtendWith(OnKubernetes.class)
class PageInBrowserIT {
  @Test
  void shows_a_pool_at_work_and_its_buttons_change_the_pool(TestEnvironment environment) {
    assumeTrue(Chrome.isThere(), Chrome.MISSING);
    var config = Config.fromKubeconfig(environment.machine().kubeconfig().toFile());
    config.setHttp2Disable(true);
    var tasks = environment.tasks();
    try (var namespace = environment.namespace();
        var kubernetes = new KubernetesClientBuilder().withConfig(config).build()) {
      namespace.follow("watched", Manifests.sleeping("watched", tasks, 20, TestImages.TASKS));
      tasks.send(4);
      namespace.await("a task runs", () -> tasks.running() > 0);
      var source =
          new ClusterSource(
              kubernetes, Optional.of(namespace.name()), Optional.empty(), Clock.systemUTC());
      var contents =
          new UiServer.Contents(
              source,
              new ClusterActions(kubernetes),
              new ClusterHistory(kubernetes),
              DeadLetters.none());
      try (var server = UiServer.start(0, "--port", contents, Duration.ofSeconds(1))) {
        var browser = Chrome.open(1400, 1000, false);
        try {
          browser.get(server.address().toString());
          showsEachPart(browser, namespace.name() + "/watched");
          var line = pins(browser);
          namespace.await(
              "the pool is pinned", () -> namespace.pool("watched", ".spec.replicas").equals("2"));
          awaitText(browser, "#why", "pinned");
          assertThat(line).startsWith("kubectl ").endsWith(" --replicas 2");
          // Words without spaces, some of them quoted.
          var words = line.replace("'", "").replaceFirst("2$", "1").split(" ");
          namespace.kubectl(Arrays.copyOfRange(words, 1, words.length));
          namespace.await(
              "the line of kubectl does the same",
              () -> namespace.pool("watched", ".spec.replicas").equals("1"));
          press(browser, "Release");
          namespace.await(
              "the pool is released", () -> namespace.pool("watched", ".spec.replicas").isEmpty());
          assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
        } finally {
          browser.quit();
        }
      }
    }
  }

  private static void showsEachPart(ChromeDriver browser, String pool) {
    awaitText(browser, "h1", pool);
    awaitText(browser, "#running", "Task");
    awaitText(browser, "#why", "has the last word");
    awaitText(browser, "#workers", "slots busy");
    awaitText(browser, "#distributions", "Waited");
    awaitText(browser, "#cost", "pod-hours since this operator knows the pool");
    awaitText(browser, "#trust", "ready workers heard");
    awaitText(browser, "#changes", "Up from 0 to");
    awaitText(browser, "#tasks-chart", "");
    browser.findElement(By.cssSelector("#history summary")).sendKeys(Keys.ENTER);
    awaitText(browser, "#history tbody", "Last set its fields");
  }

  /** The line of {@code kubectl} that the page shows before it pins the pool at two pods. */
  private static String pins(ChromeDriver browser) {
    awaitText(browser, "#actions button", "Pin");
    browser.findElement(By.xpath("//button[.='Pin']")).sendKeys(Keys.ENTER);
    var pods = browser.findElement(By.id("action-pods"));
    pods.sendKeys(Keys.chord(Keys.CONTROL, "a"), "2");
    var line = browser.findElement(By.cssSelector("#actions dialog code")).getText();
    pods.sendKeys(Keys.ENTER);
    awaitText(browser, "#actions", "Done:");
    return line;
  }

  private static void press(ChromeDriver browser, String button) {
    awaitText(browser, "#actions button", button);
    browser.findElement(By.xpath("//button[.='" + button + "']")).sendKeys(Keys.ENTER);
    browser.findElement(By.cssSelector("#actions dialog button[type=submit]")).sendKeys(Keys.ENTER);
  }
}
