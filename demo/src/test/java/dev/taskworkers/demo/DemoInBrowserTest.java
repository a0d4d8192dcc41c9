// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.simulation.world.Trace;
import dev.taskworkers.testbed.Axe;
import dev.taskworkers.testbed.Chrome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

@Tag("slow")
@DisplayName("In a browser, the page of a demo with disturbances")
class DemoInBrowserTest {
  private static final Duration AT = Duration.ofSeconds(100);
  private static final DemoOptions OPTIONS =
      new DemoOptions(
          new Trace(List.of(0.2, 0.2, 1.0, 1.0, 0.2, 0.0)),
          4,
          Duration.ofSeconds(150),
          10,
          2,
          4,
          4,
          ArrivalsMode.Auto,
          List.of(DemoFault.parse("monitoring-503@40+60"), DemoFault.parse("kill-worker@80")),
          List.of());

  @TempDir Path folder;
  private ChromeDriver browser;
  private boolean seen;

  @AfterEach
  void end() {
    if (browser != null) {
      browser.quit();
    }
  }

  @Test
  void shows_each_part_while_it_runs_and_in_the_end_the_decisions_that_its_report_has()
      throws Exception {
    assumeTrue(Chrome.isThere(), Chrome.MISSING);
    browser = Chrome.open(1400, 1000, false);
    try (var page = DemoPage.start(0, OPTIONS);
        var demo = new Demo(OPTIONS, folder)) {
      browser.get(page.address().toString());
      awaitText("#missing", "are starting");
      everybodyCanUseIt("while it starts");
      var report = demo.run(page.and(this::look));

      assertThat(seen).isTrue();
      // The report has what the pool's status told, which leaves out what was soon another.
      var told = report.decisions().stream().map(DemoInBrowserTest::step).toList();
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(decisions()).containsSubsequence(told));
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(text("#now")).contains("waiting 0", "running 0"));
      everybodyCanUseIt("when nothing is left to do");
      browser.executeScript("location.hash = '#/pool/demo/other'");
      awaitText("[role=alert]", "There is no such pool here.");
      everybodyCanUseIt("of a pool that is not there");
      browser.executeScript("location.hash = '#/'");
      awaitText("#count", "1 pool.");
      everybodyCanUseIt("of all pools");
      page.close();
      awaitText("#state", "This is over");
      everybodyCanUseIt("when it is over");
    }
  }

  /** On a wide screen and on a telephone, light and dark. */
  private void everybodyCanUseIt(String when) {
    nothingIsComplainedOf();
    for (var width : List.of(1400, 390)) {
      for (var dark : List.of(true, false)) {
        Chrome.size(browser, width, 1000);
        Chrome.scheme(browser, dark);
        assertThat(Axe.violations(browser))
            .as("%s, %d pixels wide, dark: %s", when, width, dark)
            .isEmpty();
        assertThat(browser.executeScript("return document.documentElement.scrollWidth"))
            .as("what the page is wide %s", when)
            .isEqualTo((long) width);
      }
    }
    Chrome.size(browser, 1400, 1000);
    // What axe has the browser say is not the page's.
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .allMatch(entry -> entry.getLevel().equals(Level.WARNING));
  }

  private void nothingIsComplainedOf() {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
  }

  private static String step(DecisionLog.Entry decision) {
    return decision.from() + " → " + decision.to();
  }

  /** The earliest first, as the report has them. */
  private List<String> decisions() {
    var steps =
        (List<?>)
            browser.executeScript(
                "return [...document.querySelectorAll('#changes .step')].map((e) =>"
                    + " e.textContent).reverse()");
    return steps.stream().map(String::valueOf).toList();
  }

  private void look(DemoView.Frame frame) {
    if (seen || frame.elapsed().compareTo(AT) < 0) {
      return;
    }
    seen = true;
    awaitText("h1", "demo/tasks");
    awaitText("#running", "Task");
    awaitText("#why", "So tasks call for");
    awaitText("#workers", "slots busy");
    awaitText("#failures", "runs that ended");
    awaitText("#distributions", "Waited");
    awaitText("#cost", "pod-hours since this operator knows the pool");
    awaitText("#trust", "Known since");
    awaitText("#changes", "Up from 0 to");
    assertThat(browser.findElement(By.id("tasks-chart")).getDomAttribute("aria-label"))
        .contains("tasks wait");
    assertThat(browser.findElement(By.id("letters")).isDisplayed()).isFalse();
    browser.findElement(By.id("what-if-maxReplicas")).sendKeys("2", Keys.ENTER);
    awaitText("#what-if-result", "With perfect foresight");
    photograph();
    everybodyCanUseIt("at work");
  }

  private String text(String css) {
    return String.valueOf(
        browser.executeScript(
            "return [...document.querySelectorAll(arguments[0])].map((e) =>"
                + " e.innerText.replace(/\\s+/g, ' ')).join(' ')",
            css));
  }

  private void awaitText(String css, String text) {
    Chrome.awaitText(browser, css, text);
  }

  /** For a person to look at. */
  private void photograph() {
    var height = ((Number) browser.executeScript("return document.body.scrollHeight")).intValue();
    Chrome.size(browser, 1400, height + 100);
    try {
      var pictures = Files.createDirectories(Path.of("target", "page"));
      Files.write(pictures.resolve("demo.png"), browser.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
