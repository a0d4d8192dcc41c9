// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import java.awt.AWTError;
import java.awt.Desktop;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user's browser. */
final class Browser {
  private Browser() {}

  /** What opens an address in a browser. */
  interface Opener {
    void browse(URI page) throws IOException;
  }

  /** Opens {@code page}; where that can't be done, a line on {@code err} says so. */
  static void open(URI page, PrintWriter err) {
    open(page, err, address -> Desktop.getDesktop().browse(address));
  }

  static void open(URI page, PrintWriter err, Opener opener) {
    try {
      opener.browse(
          page.getFragment() == null
              ? page
              : redirect(page, Path.of(System.getProperty("user.home"))).toUri());
    } catch (IOException | UnsupportedOperationException | AWTError | LinkageError e) {
      // Also where there is no screen: HeadlessException is one of these. Where DISPLAY names one
      // that is gone, the JDK throws the third, and the fourth at the next try.
      err.println("No browser could be opened here; open " + page + " yourself.");
      err.flush();
    }
  }

  /**
   * A file that leads to {@code page} until this process ends, for its user's eyes only: everybody
   * on this machine can read the arguments of the browser's process. A browser that is confined, as
   * a snap is, sees a temporary folder of its own, and in the user's home what is not hidden.
   */
  static Path redirect(URI page, Path home) throws IOException {
    var file = Files.createTempFile(home, "taskworkers-", ".html");
    file.toFile().deleteOnExit();
    return Files.writeString(
        file,
        "<!doctype html><title>Taskworkers</title><meta name=\"referrer\" content=\"no-referrer\">"
            + "<meta http-equiv=\"refresh\" content=\"0;url="
            + page
            + "\">\n");
  }
}
