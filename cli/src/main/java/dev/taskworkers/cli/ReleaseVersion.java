// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.runtime.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The one version of a checkout: of all poms, and so of the jars, images and command, and of the
 * chart.
 */
record ReleaseVersion(String text) {
  private static final String FORM = "[0-9]+\\.[0-9]+\\.[0-9]+";
  private static final String SNAPSHOT = "-SNAPSHOT";
  private static final Pattern POM =
      Pattern.compile("<artifactId>taskworkers</artifactId>\\s*<version>([^<]+)</version>");
  private static final Pattern CHART = Pattern.compile("(?m)^version: \"?([^\"\\s]+)\"?$");

  ReleaseVersion {
    if (!text.matches(FORM)) {
      throw new UsageException(
          "--set-version: expected three numbers such as 1.2.3, but found '" + text + "'.");
    }
  }

  /**
   * What the checkout in {@code folder} would be released as.
   *
   * @throws UsageException when the chart has another version than the poms
   */
  static ReleaseVersion of(Path folder) {
    var pom = find(POM, folder.resolve("pom.xml"));
    var version =
        new ReleaseVersion(
            pom.endsWith(SNAPSHOT) ? pom.substring(0, pom.length() - SNAPSHOT.length()) : pom);
    var chart = find(CHART, folder.resolve("helm/Chart.yaml"));
    if (!chart.equals(version.text)) {
      throw new UsageException(
          "helm/Chart.yaml: expected version "
              + version.text
              + ", as pom.xml has it, but found "
              + chart
              + ".");
    }
    return version;
  }

  /** Writes it into the poms and the chart in {@code folder}, in place of {@code before}. */
  void write(Path folder, ReleaseVersion before) {
    try (var files = Files.walk(folder, 2)) {
      for (var pom : files.filter(file -> file.endsWith("pom.xml")).toList()) {
        replace(
            pom,
            "<version>" + before.text + SNAPSHOT + "</version>",
            "<version>" + text + "</version>");
      }
      var chart = folder.resolve("helm/Chart.yaml");
      replace(chart, "version: " + before.text + "\n", "version: " + text + "\n");
      replace(chart, "appVersion: " + before.text + "\n", "appVersion: " + text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void replace(Path file, String before, String after) throws IOException {
    Files.writeString(file, Files.readString(file).replace(before, after));
  }

  private static String find(Pattern pattern, Path file) {
    try {
      var found = pattern.matcher(Files.readString(file));
      if (!found.find()) {
        throw new UsageException(file + ": expected a version, but found none.");
      }
      return found.group(1);
    } catch (IOException e) {
      throw new UsageException(
          file + " can't be read. Run it from a checkout of the project, not from an archive.");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
