// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.cli.options.Checks;
import dev.taskworkers.runtime.UsageException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the demo's page is, and who opens it. */
final class PageOptions {
  @Option(
      names = "--page-port",
      paramLabel = "N",
      description = "Port of the demo's page on 127.0.0.1; 0 is any free one (0).")
  private Optional<Integer> port = Optional.empty();

  @Option(names = "--no-page", description = "Serves no page for the browser.")
  private boolean off;

  @Option(names = "--open", description = "Opens the page in the browser.")
  private boolean open;

  /**
   * Finds what doesn't go together.
   *
   * @throws UsageException when it is wrong
   */
  public void check() {
    port.ifPresent(given -> Checks.port("--page-port", given));
    if (off && (open || port.isPresent())) {
      throw new UsageException(
          "--no-page: there is no page to open or to find; leave out --open and --page-port.");
    }
  }

  public boolean isOff() {
    return off;
  }

  public int port() {
    return port.orElse(0);
  }

  /** Opens the page where that was asked for; where it can't, a line on {@code err} says so. */
  public void open(URI page, PrintWriter err) {
    if (open) {
      Browser.open(page, err);
    }
  }
}
