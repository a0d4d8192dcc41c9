// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where the sources of a release are: whoever publishes it knows, and no file of a checkout. */
record ReleaseHome(String url) {
  ReleaseHome {
    if (!url.matches("https://[\\w.-]+(:\\d{1,5})?(/[\\w./~-]*)?")) {
      throw new UsageException(
          "--home: expected an address of the form https://HOST[:PORT][/PATH], of letters, digits,"
              + " and the characters . _ ~ -, but found '"
              + url
              + "'.");
    }
  }

  private static final Pattern KEY = Pattern.compile("^(?:home|sources):", Pattern.MULTILINE);

  /**
   * Writes it into the chart in {@code folder}, for registries that link a chart's sources.
   *
   * @throws UsageException when the chart says it itself
   */
  void write(Path folder) {
    try {
      var file = folder.resolve("helm/Chart.yaml");
      var chart = Files.readString(file);
      var own = KEY.matcher(chart);
      if (own.find()) {
        throw new UsageException(
            "--home: expected neither home nor sources in helm/Chart.yaml, but found '"
                + own.group()
                + "'.");
      }
      Files.writeString(file, chart + "home: " + url + "\nsources: [\"" + url + "\"]\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
