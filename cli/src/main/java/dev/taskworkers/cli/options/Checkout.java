// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.options;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where this command was built, and where the files are that come with it. */
public final class Checkout {
  /** What a shell takes as it stands. */
  private static final Pattern PLAIN = Pattern.compile("[\\w./+@%:-]+");

  private Checkout() {}

  /** The command's jar lies in cli/target of a checkout. */
  public static Path folder() {
    return of(Checkout.class.getProtectionDomain().getCodeSource().getLocation());
  }

  /**
   * A file that comes with this command, as a command that a user copies names it.
   *
   * @param name its path in a checkout
   */
  public static String file(String name) {
    return file(
        name,
        Checkout.class.getProtectionDomain().getCodeSource().getLocation(),
        Path.of("").toAbsolutePath());
  }

  /**
   * A release has it beside the folder {@code lib}, in which its jar lies. That is looked at first:
   * what lies beside a release's own folder is somebody else's.
   */
  static String file(String name, URL jar, Path here) {
    return Stream.of("../..", "../../..")
        .map(root -> at(jar, root).resolve(name))
        .filter(Files::exists)
        .findFirst()
        .map(file -> (file.startsWith(here) ? here.relativize(file) : file).toString())
        .map(file -> PLAIN.matcher(file).matches() ? file : "'" + file + "'")
        .orElse(name);
  }

  static Path of(URL jar) {
    return at(jar, "../../..");
  }

  private static Path at(URL jar, String relative) {
    try {
      return Path.of(jar.toURI()).resolve(relative).normalize();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("This command's own file has no name: " + jar, e);
    }
  }
}
