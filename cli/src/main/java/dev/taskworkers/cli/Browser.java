package dev.taskworkers.cli;

import java.awt.Desktop;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;

/** The user's browser. */
final class Browser {
  private Browser() {}

  /** Opens {@code page}; where that can't be done, a line on {@code err} says so. */
  static void open(URI page, PrintWriter err) {
    try {
      Desktop.getDesktop().browse(page);
    } catch (IOException | UnsupportedOperationException e) {
      // Also where there is no screen: HeadlessException is one of these.
      err.println("No browser could be opened here; open " + page + " yourself.");
      err.flush();
    }
  }
}
