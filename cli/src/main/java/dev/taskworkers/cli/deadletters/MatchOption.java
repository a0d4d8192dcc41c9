// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.deadletters;

import java.util.Set;
import picocli.CommandLine.Option;

/** Which dead letters are meant among others. */
final class MatchOption {
  @Option(
      names = "--match",
      paramLabel = "TEXT",
      description =
          "Only dead letters with this in their id, error, pod, ordering key, or in an attribute's"
              + " value.")
  private String match = "";

  Selection all() {
    return among(Set.of());
  }

  /**
   * @param ids empty for all
   */
  Selection among(Set<String> ids) {
    return new Selection(ids, match);
  }
}
