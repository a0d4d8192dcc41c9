// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.ui;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/**
 * A file of the page; those that are not in {@link #FILES} are not served.
 *
 * @param type its media type
 */
record PageFile(String resource, String type) {
  private static final String OWN = "/ui/";
  private static final String SCRIPT = "text/javascript";
  private static final String STYLE = "text/css";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  static final Map<String, PageFile> FILES =
      Map.ofEntries(
          Map.entry("/", new PageFile(OWN + "index.html", "text/html")),
          Map.entry("/page.css", new PageFile(OWN + "page.css", STYLE)),
          own("page.js"),
          own("api.js"),
          own("dom.js"),
          own("charts.js"),
          own("pools.js"),
          own("pool.js"),
          own("decisions.js"),
          own("why.js"),
          own("workers.js"),
          own("actions.js"),
          own("whatif.js"),
          own("cost.js"),
          own("distributions.js"),
          own("history.js"),
          own("letters.js"),
          Map.entry("/icon.svg", new PageFile(OWN + "icon.svg", "image/svg+xml")),
          Map.entry("/uplot.js", new PageFile(UPLOT + "uPlot.iife.min.js", SCRIPT)),
          Map.entry("/uplot.css", new PageFile(UPLOT + "uPlot.min.css", STYLE)));

  private static Map.Entry<String, PageFile> own(String script) {
    return Map.entry("/" + script, new PageFile(OWN + script, SCRIPT));
  }

  static Optional<PageFile> at(String path) {
    return Optional.ofNullable(FILES.get(path));
  }

  byte[] read() {
    try (var in = PageFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("The build left out " + resource + ".");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
