// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium, or else Google's Chrome, without a screen; its user brings Selenium. */
public final class Chrome {
  public static final String MISSING =
      "Debian's packages chromium and chromium-driver are not installed, so the page is not"
          + " tried in a browser.";

  private static final File CHROMIUM = new File("/usr/bin/chromium");
  private static final File BROWSER =
      CHROMIUM.canExecute() ? CHROMIUM : new File("/usr/bin/google-chrome");
  private static final File DRIVER = new File("/usr/bin/chromedriver");

  private Chrome() {}

  public static boolean isThere() {
    return BROWSER.canExecute() && DRIVER.canExecute();
  }

  /** A window of that size, whose owner quits it. */
  public static ChromeDriver open(int width, int height, boolean dark) {
    var logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    var options = new ChromeOptions();
    options.setBinary(BROWSER);
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars");
    if (dark) {
      options.addArguments("--blink-settings=preferredColorScheme=0");
    }
    var browser =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER)
                .usingAnyFreePort()
                .build(),
            options);
    size(browser, width, height);
    return browser;
  }

  /** Waits a minute at most until an element that {@code css} selects has {@code text} in it. */
  public static void awaitText(ChromeDriver browser, String css, String text) {
    Waiting.until(
        css + ": " + text,
        Duration.ofMinutes(1),
        () ->
            Boolean.TRUE.equals(
                browser.executeScript(
                    "return [...document.querySelectorAll(arguments[0])].some((e) =>"
                        + " e.textContent.includes(arguments[1]))",
                    css,
                    text)));
  }

  /** Has the page that is open, and those that follow, be light or dark. */
  public static void scheme(ChromeDriver browser, boolean dark) {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  public static void size(ChromeDriver browser, int width, int height) {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }
}
