// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.protocol;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A worker's share of its pool's rate, as the body of a POST to {@link WorkerEndpoints#SHARE} has
 * it: {@code 12}, or {@code 12 3}.
 *
 * @param pods among how many the rate is divided, 1 or more
 * @param sharing among how many it is divided for {@link #LENGTH} from now, because the slots of
 *     the others are all held by long tasks; 0 for one of those others
 */
public record RateShare(int pods, int sharing) {
  /** For how long {@code sharing} counts, unless the worker is told again. */
  public static final Duration LENGTH = Duration.ofMinutes(1);

  private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})(?: (0|[1-9][0-9]{0,4}))?");

  public RateShare {
    if (pods < 1 || sharing < 0 || sharing > pods) {
      throw new IllegalArgumentException(
          "expected 0 <= sharing <= pods and a pod, but found " + sharing + " of " + pods);
    }
  }

  /** An equal share for each of so many pods. */
  public static RateShare equal(int pods) {
    return new RateShare(pods, pods);
  }

  /** Reads a body; empty when it is no share. */
  public static Optional<RateShare> parse(String body) {
    var form = FORM.matcher(body);
    if (!form.matches()) {
      return Optional.empty();
    }
    var pods = Integer.parseInt(form.group(1));
    var sharing = form.group(2) == null ? pods : Integer.parseInt(form.group(2));
    return sharing > pods ? Optional.empty() : Optional.of(new RateShare(pods, sharing));
  }

  /** Whether it is for a time only. */
  public boolean ends() {
    return sharing != pods;
  }

  /** As a body. */
  public String text() {
    return ends() ? pods + " " + sharing : String.valueOf(pods);
  }
}
