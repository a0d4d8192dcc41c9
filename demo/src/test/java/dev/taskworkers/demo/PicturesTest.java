// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskworkers.crds.ScalingSpec.ArrivalsMode;
import dev.taskworkers.simulation.world.Trace;
import dev.taskworkers.testbed.Chrome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.OutputType;

/**
 * Takes the pictures of the documentation: a demo with the built-in arrivals and two faults, in a
 * browser, nine minutes in.
 */
@EnabledIfSystemProperty(named = "pictures.update", matches = "true")
@DisplayName("The documentation's pictures")
class PicturesTest {
  private static final Path IMAGES = Path.of("..", "docs", "images");
  private static final Duration LENGTH = Duration.ofMinutes(10);
  private static final Duration AT = Duration.ofMinutes(9);
  private static final int WIDTH = 1400;

  /** Where the charts of tasks and pods end. */
  private static final int HEIGHT = 862;

  /** A slow machine shows what a fast one does only while processes start fast enough. */
  private static final double SPEEDUP = Double.parseDouble(System.getProperty("speedup", "5"));

  private static final DemoOptions OPTIONS =
      new DemoOptions(
          Trace.builtIn(),
          8,
          LENGTH,
          SPEEDUP,
          5,
          4,
          20,
          ArrivalsMode.Auto,
          List.of(DemoFault.parse("kill-worker@200"), DemoFault.parse("monitoring-429@330+90")),
          List.of());

  @TempDir Path folder;

  private boolean taken;

  @Test
  void are_taken_of_a_demo_with_faults() throws Exception {
    assumeTrue(Chrome.isThere(), Chrome.MISSING);
    try (var page = DemoPage.start(0, OPTIONS);
        var demo = new Demo(OPTIONS, folder)) {
      demo.run(page.and(frame -> take(frame, page.address())));
    }
    assertThat(taken).isTrue();
  }

  private void take(DemoView.Frame frame, URI address) {
    if (taken || frame.elapsed().compareTo(AT) < 0) {
      return;
    }
    taken = true;
    photograph(address, false, "demo.png");
    photograph(address, true, "demo-dark.png");
  }

  private static void photograph(URI address, boolean dark, String name) {
    var browser = Chrome.open(WIDTH, HEIGHT, dark);
    try {
      browser.get(address.toString());
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  browser.executeScript("return document.querySelectorAll('#trust dd').length > 0"),
              Boolean.TRUE::equals);
      Files.write(IMAGES.resolve(name), browser.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      browser.quit();
    }
  }
}
