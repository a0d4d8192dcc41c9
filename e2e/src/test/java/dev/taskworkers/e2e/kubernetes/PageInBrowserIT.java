// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.e2e.kubernetes;

import static dev.taskworkers.testbed.Chrome.awaitText;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskworkers.testbed.Chrome;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** The page that {@code taskworkers ui} serves, in a browser, of a pool of a real cluster. */
@ExtendWith(OnKubernetes.class)
class PageInBrowserIT {
  /** As many as a play of the last hour takes at least, and those that fail. */
  private static final int TASKS = 24;

  private static final String FAILURE = "The program ended with 65.";

  @Test
  void shows_a_pool_at_work_and_its_buttons_change_the_pool(TestEnvironment environment) {
    assumeTrue(Chrome.isThere(), Chrome.MISSING);
    var tasks = environment.tasks();
    var dead = environment.tasks();
    try (var namespace = environment.namespace()) {
      namespace.follow("watched", Manifests.failing("watched", tasks, 20, dead.topic()));
      tasks.send(TASKS);
      var pool = namespace.name() + "/watched";
      var own = new String[] {"--namespace", namespace.name()};
      var browser = Chrome.open(1400, 1000, false);
      try (var page = Taskworkers.Page.open(environment, own)) {
        namespace.await("a task runs", () -> tasks.running() > 0);
        browser.get(page.address());
        showsEachPart(browser, pool);
        var first = browser.getWindowHandle();
        // A look at dead letters waits for three pulls that bring nothing; other things happen
        // then.
        try (var other = Taskworkers.Page.open(environment, own[0], own[1], "--read-only")) {
          var second = browser.switchTo().newWindow(WindowType.TAB).getWindowHandle();
          browser.get(other.address());
          looksAsReader(browser, pool);
          browser.switchTo().window(first);
          pins(browser, namespace);
          drains(environment, namespace);
          browser.switchTo().window(second);
          offersNothingToReaders(browser);
          nothingIsComplainedOf(browser);
          // It would complain of a server that ends.
          browser.close();
        }
        browser.switchTo().window(first);
        looksForDeadLetters(browser);
        playsTheLastHour(browser, environment, namespace, pool);
        changesDeadLetters(browser);
        listsThePool(browser, pool);
        nothingIsComplainedOf(browser);
        browser.get("about:blank");
      } finally {
        browser.quit();
      }
    }
  }

  private static void nothingIsComplainedOf(ChromeDriver browser) {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
  }

  /** One that does not end already, as some do after a pin. */
  private static void drains(TestEnvironment environment, TestNamespace namespace) {
    namespace.await(
        "a worker is told to drain",
        () -> {
          var worker = namespace.name() + "/" + namespace.podNames().get(0);
          var result = Taskworkers.command(environment, "twp", "drain", worker).result();
          return result.ok() && result.output().contains("The same: kubectl ");
        });
  }

  private static void showsEachPart(ChromeDriver browser, String pool) {
    awaitText(browser, "h1", pool);
    awaitText(browser, "#running", "Task");
    awaitText(browser, "#failures tbody", FAILURE);
    awaitText(browser, "#failures", "dead-lettered 3");
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

  private static void pins(ChromeDriver browser, TestNamespace namespace) {
    var line = pinsAtTwo(browser);
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
    awaitText(browser, "#actions button", "Release");
    press(browser, "Release");
    confirm(browser, "#actions");
    namespace.await(
        "the pool is released", () -> namespace.pool("watched", ".spec.replicas").isEmpty());
  }

  /** The line of {@code kubectl} that the page shows before it pins the pool at two pods. */
  private static String pinsAtTwo(ChromeDriver browser) {
    awaitText(browser, "#actions button", "Pin");
    press(browser, "Pin");
    var pods = browser.findElement(By.id("action-pods"));
    pods.sendKeys(Keys.chord(Keys.CONTROL, "a"), "2");
    var line = browser.findElement(By.cssSelector("#actions dialog code")).getText();
    pods.sendKeys(Keys.ENTER);
    awaitText(browser, "#actions", "Done:");
    return line;
  }

  private static void looksForDeadLetters(ChromeDriver browser) {
    browser.findElement(By.id("letters-match")).sendKeys("no such picture", Keys.ENTER);
  }

  /** Publishes one of them again, which fails again, and deletes the others. */
  private static void changesDeadLetters(ChromeDriver browser) {
    awaitText(browser, "#letters p", "3 letters.");
    browser.findElement(By.cssSelector("#letters-list summary")).sendKeys(Keys.ENTER);
    awaitText(browser, "#letters-list button", "Show the payload");
    browser
        .findElement(By.xpath("//*[@id='letters-list']//button[.='Redrive']"))
        .sendKeys(Keys.ENTER);
    confirm(browser, "#letters");
    awaitText(browser, "#letters p", "Redriven: 1.");
    press(browser, "Purge all 2");
    confirm(browser, "#letters");
    awaitText(browser, "#letters p", "Deleted: 2.");
  }

  private static void listsThePool(ChromeDriver browser, String pool) {
    browser.findElement(By.cssSelector("#home a")).sendKeys(Keys.ENTER);
    awaitText(browser, "#count", "1 pool");
    assertThat(browser.findElement(By.cssSelector("tbody tr")).getText())
        .contains("watched", "of 30 s", "/s in", "at most 3");
    browser.findElement(By.cssSelector("tbody th a")).sendKeys(Keys.ENTER);
    awaitText(browser, "h1", pool);
  }

  private static void playsTheLastHour(
      ChromeDriver browser, TestEnvironment environment, TestNamespace namespace, String pool) {
    var play = Taskworkers.command(environment, "twp", "what-if", pool, "--max-replicas", "1");
    namespace.await("a minute to play", () -> play.result().ok());
    assertThat(play.output()).contains("as it is set", "what if", "with perfect foresight");
    awaitText(browser, "#trust", "Known since");
    browser.findElement(By.id("what-if-maxReplicas")).sendKeys("1", Keys.ENTER);
    awaitText(browser, "#what-if-result", "With perfect foresight");
  }

  private static void looksAsReader(ChromeDriver browser, String pool) {
    awaitText(browser, "h1", pool);
    awaitText(browser, "#trust", "ready workers heard");
    press(browser, "Look for dead letters");
  }

  private static void offersNothingToReaders(ChromeDriver browser) {
    awaitText(browser, "#letters-list", FAILURE);
    assertThat(browser.findElements(By.xpath("//button[.='Redrive it' or .='Purge it']")))
        .isEmpty();
    assertThat(browser.findElement(By.id("actions-title")).isDisplayed()).isFalse();
  }

  private static void press(ChromeDriver browser, String button) {
    browser.findElement(By.xpath("//button[.='" + button + "']")).sendKeys(Keys.ENTER);
  }

  private static void confirm(ChromeDriver browser, String part) {
    browser.findElement(By.cssSelector(part + " dialog button[type=submit]")).sendKeys(Keys.ENTER);
  }
}
