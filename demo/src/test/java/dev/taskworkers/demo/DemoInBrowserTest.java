// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.simulation.world.Trace;
import dev.taskworkers.testbed.Axe;
import dev.taskworkers.testbed.Chrome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
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

  /** The share of what happens that the page hears of at least, on a slow machine, too. */
  private static final double HEARD = 0.8;

  /**
   * Seconds within which a worker starts what it was handed, on a slow machine, too. The report's
   * waits end when the broker hands a task over, those of the page when its handler starts.
   */
  private static final double HANDED_OVER = 2;

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
  void shows_each_part_while_it_runs_and_in_the_end_the_numbers_that_its_report_has()
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
      // News may come between what is drawn and what is read to compare it with.
      await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> tellsTheNumbersOf(report));
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

  /**
   * The page has them from what workers report. Of the one that is killed, nobody hears what it did
   * since it was heard last.
   */
  private void tellsTheNumbersOf(DemoReport report) throws IOException {
    var told = drawn("/timeline").path("distributions");
    var runs = counts(told.at("/steps/runs"));
    var waits = counts(told.at("/steps/waits"));
    assertThat(text("#distributions .unseen").split(" "))
        .extracting(Long::parseLong)
        .satisfies(
            shown ->
                assertThat(shown.stream().mapToLong(count -> count).sum())
                    .isEqualTo(sum(runs) + sum(waits)));
    assertThat(sum(runs))
        .isBetween(
            Math.round(HEARD * report.completed()), report.completed() + report.redelivered());
    var limits = told.path("limits");
    assertThat(report.waits().p50())
        .isBetween(
            limit(limits, bucket(waits, 0.4) - 1) - HANDED_OVER, limit(limits, bucket(waits, 0.6)));
    assertThat(report.waits().p99())
        .isBetween(
            limit(limits, bucket(waits, 0.95) - 1) - HANDED_OVER, limit(limits, bucket(waits, 1)));
    // Pods that were told to stop count in the report alone.
    assertThat(3600 * Double.parseDouble(text("#cost").replaceFirst(" .*", "")))
        .isBetween(HEARD * report.podSeconds(), 1.05 * report.podSeconds());
  }

  /** What the page draws. */
  private JsonNode drawn(String part) throws IOException {
    var text =
        browser.executeAsyncScript(
            "const done = arguments[1]; fetch('api/pools/demo/tasks' + arguments[0])"
                + ".then((answer) => answer.text()).then(done)",
            part);
    return new ObjectMapper().readTree(String.valueOf(text));
  }

  /** So many fell into each bucket, of all steps. */
  private static long[] counts(JsonNode steps) {
    var counts = new long[steps.path(0).size()];
    for (var step : steps) {
      Arrays.setAll(counts, i -> counts[i] + step.path(i).asLong());
    }
    return counts;
  }

  private static long sum(long... counts) {
    return Arrays.stream(counts).sum();
  }

  /** The one up to which that share of them fell. */
  private static int bucket(long[] counts, double share) {
    var rank = share * sum(counts);
    var bucket = 0;
    for (var seen = counts[0]; seen < rank; seen += counts[bucket]) {
      bucket++;
    }
    return bucket;
  }

  private static double limit(JsonNode limits, int bucket) {
    return limits.path(bucket).asDouble(bucket < 0 ? 0 : Double.MAX_VALUE);
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

  /** The earliest first, as the report has them; the page reads all of them once it is asked to. */
  private List<String> decisions() {
    var steps =
        (List<?>)
            browser.executeScript(
                "document.querySelector('#changes ~ button.all:not([hidden])')?.click();"
                    + "return [...document.querySelectorAll('#changes .step')].map((e) =>"
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
