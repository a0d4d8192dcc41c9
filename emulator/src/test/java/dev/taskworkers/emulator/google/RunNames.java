// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.google;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * How everything is called that one run makes in a project, so that it can be found again.
 *
 * @param prefix of its ids
 */
record RunNames(String prefix) {
  /** No run takes so long: what is older has been left behind. */
  static final Duration LONGEST_RUN = Duration.ofHours(3);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

  private static final Pattern NAME =
      Pattern.compile(
          "projects/[^/]+/[^/]+/taskworkers-contract-(?<began>[0-9]{14})-[0-9a-z]{4}-.+");

  /** Of a run that begins now. */
  static RunNames at(Instant now, Random random) {
    return new RunNames(
        "taskworkers-contract-%s-%04x-".formatted(TIME.format(now), random.nextInt(1 << 16)));
  }

  /** Whether a full name is that of something that this run made. */
  boolean include(String name) {
    return name.substring(name.lastIndexOf('/') + 1).startsWith(prefix);
  }

  /** Whether a full name is that of something that any run made. */
  static boolean areOfAnyRun(String name) {
    return NAME.matcher(name).matches();
  }

  /** Whether a full name is that of something that an earlier run has left behind. */
  static boolean areLeftBehind(String name, Instant now) {
    var match = NAME.matcher(name);
    return match.matches()
        && TIME.parse(match.group("began"), Instant::from).plus(LONGEST_RUN).isBefore(now);
  }
}
