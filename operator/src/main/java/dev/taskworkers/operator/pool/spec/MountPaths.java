// SPDX-License-Identifier: Apache-2.0
package dev.taskworkers.operator.pool.spec;

import static dev.taskworkers.runtime.UsageException.expect;

import dev.taskworkers.protocol.EnvVars;
import java.util.ArrayDeque;
import java.util.stream.Stream;

/**
 * Where a worker's container may have volumes: not over what tells the worker whose orders count,
 * nor may it be told to look elsewhere.
 */
final class MountPaths {
  private MountPaths() {}

  static void check(String path, String field) {
    if (path == null) {
      return;
    }
    expect(
        !isIn(Pool.POD_FOLDER, path),
        field
            + ": expected no volume at "
            + Pool.POD_FOLDER
            + ", where the worker finds the keys that prove orders to it, but found '"
            + path
            + "'; choose another path");
  }

  /** A worker believes the folder that this variable names. */
  static void checkVariables(Stream<String> names, String field) {
    expect(
        names.noneMatch(EnvVars.POD_INFO_DIR::equals),
        field
            + ": expected no variable "
            + EnvVars.POD_INFO_DIR
            + ", by which the worker finds the keys that prove orders to it; remove it");
  }

  /** Whether a volume at {@code path} lies over {@code folder} or a part of it. */
  static boolean isIn(String folder, String path) {
    var shortened = shortened(path);
    return shortened.equals(folder) || shortened.startsWith(folder + "/");
  }

  /** Without detours, and by the name /var/run for /run, which is the same in most images. */
  private static String shortened(String path) {
    var parts = new ArrayDeque<String>();
    for (var part : path.split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    var whole = "/" + String.join("/", parts);
    return whole.startsWith("/run/") ? "/var" + whole : whole;
  }
}
