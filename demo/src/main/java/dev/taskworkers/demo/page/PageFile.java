package dev.taskworkers.demo.page;

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
  private static final String OWN = "/demo/page/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final Map<String, PageFile> FILES =
      Map.of(
          "/", new PageFile(OWN + "index.html", "text/html"),
          "/page.css", new PageFile(OWN + "page.css", "text/css"),
          "/page.js", new PageFile(OWN + "page.js", "text/javascript"),
          "/charts.js", new PageFile(OWN + "charts.js", "text/javascript"),
          "/icon.svg", new PageFile(OWN + "icon.svg", "image/svg+xml"),
          "/uplot.js", new PageFile(UPLOT + "uPlot.iife.min.js", "text/javascript"),
          "/uplot.css", new PageFile(UPLOT + "uPlot.min.css", "text/css"));

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
