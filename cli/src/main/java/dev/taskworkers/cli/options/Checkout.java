package dev.taskworkers.cli.options;

import java.nio.file.Path;

/** Where this command was built. */
public final class Checkout {
  private Checkout() {}

  /** The command's jar lies in cli/target of a checkout. */
  public static Path folder() {
    var jar = Path.of(Checkout.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    return jar.resolve("../../..").normalize();
  }
}
