// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.openqa.selenium.chrome.ChromeDriver;

/** Looks for what keeps somebody out of a page; its user brings the webjar of axe. */
public final class Axe {
  private static final String SCRIPT = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  private Axe() {}

  /** What it finds on the page that is open: each with where it is and how to mend it. */
  public static List<String> violations(ChromeDriver browser) {
    // By the driver: the page's own policy lets no script in.
    browser.executeScript(script());
    var found =
        browser.executeAsyncScript(
            "const done = arguments[arguments.length - 1];"
                + "axe.run().then((r) => done(r.violations.map((v) => v.id + ': ' + v.help + ': '"
                + " + v.nodes.map((n) => n.html + ' ' + n.failureSummary).join('; '))), (e) =>"
                + " done([String(e)]))");
    return ((List<?>) found).stream().map(String::valueOf).toList();
  }

  private static String script() {
    try (var in = Axe.class.getResourceAsStream(SCRIPT)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
