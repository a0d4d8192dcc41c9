// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where the sources of a release are: whoever publishes it knows, and no file of a checkout. */
record ReleaseHome(String url) {
  ReleaseHome {
    if (!url.matches("https://[\\w./~-]+")) {
      throw new UsageException(
          "--home: expected an address such as https://example.org/taskworkers, but found '"
              + url
              + "'.");
    }
  }

  /** Writes it into the chart in {@code folder}, for registries that link a chart's sources. */
  void write(Path folder) {
    try {
      Files.writeString(
          folder.resolve("helm/Chart.yaml"),
          "home: " + url + "\nsources: [" + url + "]\n",
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
