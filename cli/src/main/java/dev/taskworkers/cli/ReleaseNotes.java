// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli;

import dev.taskworkers.runtime.UsageException;
import java.util.regex.Pattern;

/** The part of the changelog that a release is about. */
final class ReleaseNotes {
  private ReleaseNotes() {}

  /**
   * The section of {@code version}, or else that of what is not released yet.
   *
   * @throws UsageException when there is neither, or it is empty
   */
  static String of(String changelog, ReleaseVersion version) {
    var own = section(changelog, version.text());
    var notes = own.isEmpty() ? section(changelog, "Unreleased") : own;
    if (notes.isEmpty()) {
      throw new UsageException(
          "CHANGELOG.md: expected lines below '## "
              + version
              + "' or '## Unreleased', but found none.");
    }
    return "# Taskworkers " + version + "\n\n" + notes + "\n";
  }

  private static String section(String changelog, String title) {
    var section =
        Pattern.compile("(?ms)^## " + Pattern.quote(title) + "\\b[^\\n]*\\n(.*?)(?=^## |\\z)")
            .matcher(changelog);
    return section.find() ? section.group(1).strip() : "";
  }
}
