// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.cli.twp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Locale;

/** Numbers as a person reads them; a dash for what is not known. */
final class Numbers {
  private static final String UNKNOWN = "-";
  private static final int TWO_MINUTES = 120;
  private static final int TWO_HOURS = 7200;

  private Numbers() {}

  static String number(JsonNode value) {
    return value.isNumber() ? number(value.asDouble()) : UNKNOWN;
  }

  private static String number(double value) {
    return value != 0 && Math.abs(value) < 10 && value != Math.rint(value)
        ? String.format(Locale.ROOT, "%.1f", value)
        : String.valueOf(Math.round(value));
  }

  static String perSecond(JsonNode value) {
    if (!value.isNumber() || value.asDouble() < 0) {
      return UNKNOWN;
    }
    var rate = value.asDouble();
    return rate > 0 && rate < 0.1 ? number(rate * 60) + "/min" : number(rate) + "/s";
  }

  static String perMinute(JsonNode value) {
    return value.isNumber() ? number(value.asDouble()) + "/min" : UNKNOWN;
  }

  /** A time without parts of its second. */
  static String second(JsonNode time) {
    return time.isTextual()
        ? Instant.ofEpochSecond(Instant.parse(time.asText()).getEpochSecond()).toString()
        : UNKNOWN;
  }

  static String duration(JsonNode seconds) {
    if (!seconds.isNumber()) {
      return UNKNOWN;
    }
    var value = seconds.asDouble();
    if (value < TWO_MINUTES) {
      return number(value) + "s";
    }
    return value < TWO_HOURS ? Math.round(value / 60) + "m" : Math.round(value / 3600) + "h";
  }

  static String text(JsonNode value) {
    return value.isMissingNode() || value.isNull() ? UNKNOWN : value.asText();
  }
}
