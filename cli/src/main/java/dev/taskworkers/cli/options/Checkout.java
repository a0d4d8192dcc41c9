// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.options;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/** Where this command was built. */
public final class Checkout {
  private Checkout() {}

  /** The command's jar lies in cli/target of a checkout. */
  public static Path folder() {
    return of(Checkout.class.getProtectionDomain().getCodeSource().getLocation());
  }

  static Path of(URL jar) {
    try {
      return Path.of(jar.toURI()).resolve("../../..").normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("This command's own file has no name: " + jar, e);
    }
  }
}
