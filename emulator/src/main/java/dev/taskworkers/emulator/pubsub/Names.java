// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.emulator.pubsub;

import dev.taskworkers.emulator.transport.ApiError;
import java.util.regex.Pattern;

/** What Google allows as the full name of a resource. */
final class Names {
  /** 3 to 255 characters, a letter first, and not "goog". */
  private static final String ID = "(?!goog)[A-Za-z][A-Za-z0-9_.~+%-]{2,254}";

  private static final Pattern PROJECT = Pattern.compile("projects/[^/]+");

  private Names() {}

  public static void requireTopic(String name) {
    require("topics", name);
  }

  public static void requireSubscription(String name) {
    require("subscriptions", name);
  }

  public static void requireSnapshot(String name) {
    require("snapshots", name);
  }

  public static void requireProject(String name) {
    if (!PROJECT.matcher(name).matches()) {
      throw invalid("projects", name);
    }
  }

  private static void require(String collection, String name) {
    if (!name.matches("projects/[^/]+/" + collection + "/" + ID)) {
      throw invalid(collection, name);
    }
  }

  private static ApiError invalid(String collection, String name) {
    return ApiError.invalid("Invalid [" + collection + "] name: (name=" + name + ")");
  }
}
