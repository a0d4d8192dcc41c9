// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import dev.taskworkers.emulator.transport.ApiError;
import java.util.Map;
import java.util.regex.Pattern;

/** What Google takes as labels of a resource. */
final class Labels {
  private static final int MOST = 64;
  private static final Pattern KEY =
      Pattern.compile("[\\p{Ll}\\p{Lo}][\\p{Ll}\\p{Lo}\\p{N}_-]{0,62}");
  private static final Pattern VALUE = Pattern.compile("[\\p{Ll}\\p{Lo}\\p{N}_-]{0,63}");

  private Labels() {}

  /**
   * Checks all of a resource.
   *
   * @throws ApiError when there are too many, or one is malformed
   */
  public static void check(Map<String, String> labels) {
    if (labels.size() > MOST) {
      throw ApiError.invalid(
          "A resource may have " + MOST + " labels (found " + labels.size() + ").");
    }
    labels.forEach(Labels::check);
  }

  private static void check(String key, String value) {
    if (!KEY.matcher(key).matches() || !VALUE.matcher(value).matches()) {
      throw ApiError.invalid(
          "Invalid label ("
              + key
              + "="
              + value
              + "). Expected lower-case letters, digits, _ and -, at most 63 of them, and a letter"
              + " first in the key.");
    }
  }
}
